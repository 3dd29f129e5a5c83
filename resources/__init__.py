"""What ships as data: protocols, code lists, templates, languages, icons, fonts and samples."""
