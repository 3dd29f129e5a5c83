"""What is known about a study besides its protocol: one TOML file per registry number."""
