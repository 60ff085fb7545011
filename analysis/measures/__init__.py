"""What is measured of counts: rates, shares, their intervals; estimates from sentences that were read."""
