"""The farm in a box: simulated printers, real sliced jobs, and somebody who clears the beds."""
