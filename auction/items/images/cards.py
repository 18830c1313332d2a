"""The picture of a shared link: a whole photo in 1200×630, the size that messengers and social networks show."""

import io

from PIL import Image, ImageEnhance, ImageFilter, ImageOps

from auction.items.images.photos import decoded

SIZE = (1200, 630)
# the backdrop is blurred at a tenth of its size, which costs a hundredth
SMALL = (120, 63)
BLUR, BRIGHTNESS, QUALITY = 6, 0.75, 82


def card(data: bytes) -> bytes:
    """Return a JPEG of the photo before its own colours, blurred. Raises PhotoTooLarge, PhotoBroken."""
    photo = decoded(data)
    backdrop = ImageOps.fit(photo, SMALL).filter(ImageFilter.GaussianBlur(BLUR)).resize(SIZE, Image.Resampling.BICUBIC)
    whole = ImageEnhance.Brightness(backdrop).enhance(BRIGHTNESS)
    shown = ImageOps.contain(photo, SIZE)
    whole.paste(shown, ((SIZE[0] - shown.width) // 2, (SIZE[1] - shown.height) // 2))
    file = io.BytesIO()
    whole.save(file, "JPEG", quality=QUALITY, progressive=True)
    return file.getvalue()
