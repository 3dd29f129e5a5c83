"""What is set on paper, as Typst: each template reads `sys.inputs.data`, which is JSON, and nothing else."""
