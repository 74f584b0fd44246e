"""The mean vector of each language: what all its texts have in common, which is not their meaning.

Cosines between sentence vectors are dominated by language; with the means taken off, texts on one
thing in two languages lie nearer than two texts of one language.
"""

import base64
from functools import cache

import numpy as np

from pipelines.meaning.engine import DIMENSIONS, Vectors

_LARGEST = 0.132708
"""The number that 127 stands for below."""
_MEANS = {
    "ar": (
        "JfDowEHj3RhHFjoDR9a9GS/q4M8a3upCOjDeHCe4wdEQyTco5dMurgEdC009NuAb193jMA0eItTM3ckrLf8cEUw/"
        "Qjbw+Ncb/ewA/yrZN/K8zewGzygz1UrtMh/g0s3k3BQ51R/DHrPGOTDKKMDcKRYwyuTzyyrSJQfewt74PgoJ4xYW"
        "9Cc/TcYU//bWFOIwKklO0EvKUPQjDCXZ5dclMt3D08zQ3iJV1/j9F/QrAUXOKTUh8dfNzsbW0xYN9u8l0bncL8Qw"
        "Kx8T1CshHwC0KcEwOL/gVL4VEjjPICPuHLXTJjUA0S3T38O/2M0MJxPD1cwfrRf83Bn+HD3Qzp/hHkRO0xMi32c1"
        "ORvcA8btwgYyvNrFAkne9CkSMxcw7t4i1NnK7zTDIgH1VtwP79AiD6otBhcPJzkr3/obLRgr1rm43PDiLyrw6Bob"
        "H9nfF77i3ibJ2To2yyndvh3syBYCjwkdBSDZ5Scbxu8WLDwS9dwcuCcwzgoLyOFBz8I6SwYt"
    ),
    "de": (
        "P9Pbt0XH8CwRDzwVNMyyKDDV8Nsf4c8ZQTfXLim5y9ot1jsX1NcpwQAwEz8cSd0b7NznRBITGczQwcAZLggqGDdR"
        "IzHO9Ng1/uHyERzjF+i+2PYl1TBAzkT4Nyvl2LbW1h0f5SzMGsHVOBvJPcTDKi0vwtH//yHTIfHPydziMyIZ7zMA"
        "8SU3ULb0/O7UF+UhKUlN5j7LKuQ3Fi3U2tkjI+TOzt7p7Cc+1eP+HvMwAjDVKD0p9dy24eTm5BoW5vAl3rDnKr8p"
        "KigU7SQsF/zKJdEkPpjmQ8wCCznQGxHpPa3ZLCL41izF5cy0ysQIIwfQ2t8drxzbzxTZEjbFw8nbJDZa0BkU5lA0"
        "NCTS+tgC1hMu1szaBj7o7CgkJR4k5Nscu+bM7DHLOQjySeck/781EL4UCR4YIjA61vo4NQcg1sW6zOXUOjnb3BkQ"
        "MdfWOLr00CS75y1SyTf/uj3dzBIKlSMd6iPZ4SIgyv4eFzwR9dIdvzIw0g37wd5K3ak7NBU8"
    ),
    "en": (
        "INXeyzreBDVDBTIaIdXPNTTg+M4g8+A8ODvjFyXByNolzCsO4dQxu/csGz0bNtkd6uPKORMVNcrAxb03JOsTET5M"
        "JjPG88ZC9NrzDB/lGtbP2+4m0TU6w0blJCLTzcrM0xhF3CjNN9TWLiXFQ9nOID04zNn43SXqIPK+0NboKSUo6R8U"
        "ECszSb7rBdTUKeIZQj1P51LlPtQwFSPcyNohItjQ2fXb7R898OTvGts89jncKzEb3uTO2trVzxck7Ocp28bXJs8r"
        "Mh4G8x4jDvzNK8kuQaTOMt/+BTPZJCD1IqXIGjTd2jjczdym29P8Khy9z9sltx3W4g/2DCrR2NXNMipW4iEQ8FYo"
        "LCDh58LozRoYxrvX7EHq9zgfKjAk7t8wwt3g5zfZPREAWuci1Mk1JasOHBgYHTcr6OgvPPwY3sLQyuzVKxjUywgH"
        "MejSGbLv1zPLwiE92DPywyze1Bk4kxsg5R/g4i8pyeUqED809AAt0z8t1Arqzdo+xMIyOgkz"
    ),
    "fa": (
        "HgPdzUnq7BJRHz4FPd/NI0Xt49cU2dlVQj7RHRm9w9j/xS4l49YhtvsfLFU2NeEd69zeNAobIOHR2bgiLv8QGUsu"
        "RTLw/uQY+94NFi7UH9HG194DyTgzw1PqMSvexs3u0ihI2RjNJ63dHDHGMtbiOBQxvdIWviXmIgDIzNLxPAYU5Rkl"
        "5S42V9YU6uXqKtUmMUhJ51LBNuYpBC/lyNQuOcrcz9TRzjtI0QLrFvA5E0ftM0IY7uHh1r/czQ8U9/Mp28PkKcEy"
        "LRQbzC0qAwOwLb82KsLXNdMJDCLdGzfnCKzWNT7s2S7hz9TB7MwSJxOw2tcerwva4Sn5KjK71q3nF0NB2xMT72MM"
        "LwrH877kzgYyv8+2CFrg7BIXKSIz7t4xzd7l4TqyNQ3/T+Ei394WFJ8zAyANKi0d3+8IP/8T5cK/y+/SIyfl4BsV"
        "FdzZEsHq2jDM2Tk2zTXitQ3wyxr8jQIcAh7M6xor0OAfLTgs9/MgwCgj4AD21txF1bU1Qhoz"
    ),
    "prs": (
        "IPrczU/q8RZRHEICM9jKJEHl5tgT3+NTQD7QGhW4xtkIxS8l5dAlrQEfMVI0ON0e6eLaNwoXHdvT2r8pKwIMGFgw"
        "QC/vAN0S/N0MFizQItLS1tYCxzk1xFPnMCjiyc/w0SBH1RrIKarZJDXKOtrbLxQtwdAdyiPpJP/D0tHnOQwO5h0j"
        "6Co6V9oL7uDkJ9QmNkxE7VbGOewtCS/avs0tOMzez9fS0TpL1gP0FPg8DEX0NEkU7+Ld1L/dyQ0T9Pku2sPdL74r"
        "LBIYziwp/ASzLbo2LcPWNNkLByLXGS/lCajaMD/u2C/h0s27688RJw2s39ofrwbf4B76LTS/26/oGEA/4RUZ7lwL"
        "Mw3I68Dk0AcoxcO9CVXi9BUcNB8269wwz+Dk4z65Ng74V+Mf29UUC6Et/CUJJzMm5u4MOgQO4ru/y/bOLSbl2xsU"
        "Gt/ZEr3t3TDN0TY90T3euBLw0Rz7hgcVBRbQ5RYmy+MdKj8u9/YjyiMm4Qn4zelBzbgxRxs1"
    ),
    "ps": (
        "Ie7buz3w/BlcFT4KM7/FHjLs6tcN6NZJOjfZGha2ydwSyTEyxdk8vuYbLEpPO+Uo6OHNNAYrINTZ0s8vLP4JHUgy"
        "OTXRANUb/N4CHB3hJNTT1dsa0C4uwFjnOR3dybvc0RxQ0hTMMrLWLivKQtjmIR4wsNMh2SnhJf3LytbZMRcY6yEj"
        "AiM9WMn6+NnaK+AeNDtA6VzSQfQsCy/dxMYqMNfdzN/G1io74PXqEPQ0AUDlLDoU6+jRzbrMvxQE8v0w87LTSsIt"
        "MBQN4SgfCR3DHMA6MMPVOOb6/SnWDD31GLDJKULd6DvmysSw28/8MhGx2dgiux7k4R/cOSq825bn/TNN1xcY7FEY"
        "Lx7c6s/fxxMg3dfCCE/4AjEINz0w5NAl0+3j5DrROALnXuUk18o8FrIqDDITGzkn49gQRwj307+/1ebkNBcG2h0F"
        "HtbbHsH61inKwzQ/2y/iwgjhzycUgQcP7BjP8iQnvdwOMkAq8egezyEj5wn+zvE91s0lTBQo"
    ),
    "tr": (
        "Js7iulLE9RYoID4SPd/CG0HX5uIQ5so+NUDbMTK2x8oVwjcn3M44xfwxHkYwT9I16dvcOgcWFNvP0LcxIwgpEUhD"
        "Lzvm7tgbBtj5DyPKK+fH0OUR2Ts2y0P3NCvU18jc0yk4xBzIGMDULBXLPsrLIBosv94W5i7VJP20zNL3LQoj8R4P"
        "7zg5RcEG7OjeFuY3IE491zvcReA3FCPczNQvNtfbwdfb2yhL0ujuGPAtClfaLz0Z9Oe/4djU0BcL2Psc5bfeJ7Ay"
        "Khcg5C4kAvu8Mck0LrHYRcQJBjO/IyftK7TdJyzj2TjY3tm24Mr/Hw/Q1eYtrSfm4SvwGSnS0bziIU490BgQ7F8N"
        "MiHM8dICyRUy2tfLB0zr7xwOQyEt4e0ly+Pe6TS6Owz7R/gc6cEqHbsX/iELIDAy0/AlKwUZ27awzu7TLTHw6RgV"
        "K9/QIdDz2x/R2y1L0SzutifgvRz+lQsb7SjZ9CYh0e8VICwe89APxik9zgf6wfNHzqJHNRs9"
    ),
    "ur": (
        "Le3duT/y7ydaHEEPQ8rEHTTk4s8h69xVODXfHyqtyNwRyS4v6dg1sQYhJko9POEo3+HIMhInM9LQ3swzJ/0QFkU4"
        "MS7m+90YAs/4CSvWOt7K0eUZ1TgtzVLnOiHV0cjq0hNL0BjDM8LGLy3POdfXGREqteAP2CHfJv7BzODpPR8b6hkS"
        "Ayo8UccK9ejYJeAeK0JA6V3KS+ojByXa084iL9nc0tXQ2CpK5/j1FOU1B0DTMjsR5dzPxsfUvBgN8O0u5r3cNMQu"
        "Og0T1h8cEhPDGLs+O8PUP9oMBinPISHqEKPRHDne1jTk0s2v3tsSLw6409srshjw6Rr0KTbH2KvXEDtU1hAW7V4d"
        "NRjY+s7hvQ0iwsrCAUTv+iYIQjIj8tAs0eLY8S29L//tW+Eh4cgsFagXFiQHGTof5+kiPAcQ1Lu83/XVLBf31xsJ"
        "INrkGML6zy3Yxi4w1CvhyBHmwSMOiAsZ9RPQ5CMZxu0KKT4g8f4f0SYq5Pv7yPBD1tIzRBMr"
    ),
    "other": (
        "J+jfwUXg8h9DFz0MONPEIjjj6NYY5NpDPDnaICK4x9cUyTIk3tQvuPskIUkzPd4i5t/YNw0cI9XP08IrKv8XFkc9"
        "NTPg+dgh/d3+DyXZJt3I1OUT0DQ1yU3sMyXcz8fh1B1A1R7JKLrTLSjJOtHWJh4vv9gM2SbeI/zHy9fqNRUY6h8X"
        "9yo5UMcD9uXcId8lMEZG40/PP+gtDSncztMoMNfWz9vV3CtG2/PzF+40BULeLjwa7OHO1cvYzRUR7vMo4LvdL8Eu"
        "LhgU3SckDAW+J8MzNbfYPtMHCC7SHCjsHKzTKDbq2TPb1c+13c4IKBC919ojsRjk3x3wITHH1LPfGjxL2BYW61sd"
        "MhrU88rsyg8py83HA0vp9CQVMycs6twpzOHb6DbDNQj1VOYf5MwpFa0hCSEPITQp4O0eOQYU2r690e7XLiXr3BgQ"
        "I9zZHL/w2CrL0jE+0THovR3myhwLjQ4a9R3V6CIjyeoZJTsj9Oofxyos2gf6yuZD0rs2QRMz"
    ),
}
"""Signed bytes in base64, of 63 to 78 invented articles on migration a language, on topic and off;
other languages get the mean of all. Made by multilingual-e5-small in four bits, form "passage"."""


@cache
def mean_of(language: str) -> Vectors:
    """Return the mean vector of a language, of all for one that is not known: float32[384]."""
    told = base64.b64decode(_MEANS.get(language, _MEANS["other"]))
    numbers: Vectors = np.frombuffer(told, dtype=np.int8).astype(np.float32) * (_LARGEST / 127)
    assert numbers.shape == (DIMENSIONS,)  # noqa: S101 - written so above
    return numbers
