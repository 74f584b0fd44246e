"""The file that all lies in: size, speed, kills, damage."""
