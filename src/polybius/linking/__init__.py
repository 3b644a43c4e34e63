"""Which claims speak of one incident."""
