"""One loader a format. Which file goes to which loader is decided here and nowhere else."""
