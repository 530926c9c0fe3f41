"""Writes cmyk.tif and cmyk.jpg: pictures in inks, with Pillow."""
from PIL import Image

inks = [(139, 182, 153, 138), (0, 0, 0, 0), (255, 0, 128, 0), (10, 200, 255, 255)]
picture = Image.new("CMYK", (4, 1))
picture.putdata(inks)
picture.save("cmyk.tif")
Image.new("CMYK", (16, 16), inks[0]).save("cmyk.jpg", quality=100)
