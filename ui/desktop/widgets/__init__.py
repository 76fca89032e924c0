"""Parts that pages and dialogs are made of. They show values and report what was clicked, nothing else."""
