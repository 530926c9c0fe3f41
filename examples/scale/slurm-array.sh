#!/bin/bash
# A sweep on a Slurm cluster: each task of an array job trains a share, and a job behind it puts them together.
#
#   array=$(sbatch --parsable slurm-array.sh)
#   sbatch --dependency=afterok:$array --kill-on-invalid-dep=yes --wrap "dnn tune --merge runs/share-* --name coarse"
#
# Submit both in a directory that all nodes share; tune-coarse.json lies in it. A share that is out of time ends with 143,
# and the job behind it is dropped. Submit that share again, which goes on where it was, and the job behind it:
#
#   again=$(sbatch --parsable --array=3 slurm-array.sh)
#   sbatch --dependency=afterok:$again --kill-on-invalid-dep=yes --wrap "dnn tune --merge runs/share-* --name coarse"
#SBATCH --job-name=dnn-share
#SBATCH --array=1-4
#SBATCH --cpus-per-task=2
#SBATCH --mem=2G
#SBATCH --time=01:00:00
#SBATCH --requeue
# A minute before the time is up dnn is told to save what it is at.
#SBATCH --signal=B:TERM@60

# As in --array: a share that is submitted alone is still one of so many.
shares=4
name=share-$SLURM_ARRAY_TASK_ID

if [ -e "runs/$name/sweep.json" ]; then
  set -- --resume "runs/$name"
else
  set -- --config tune-coarse.json --shard "$SLURM_ARRAY_TASK_ID/$shares" --name "$name"
fi
# In place of this shell, so that Slurm's signals reach it.
exec dnn tune "$@" --jobs "${SLURM_CPUS_PER_TASK:-1}"
