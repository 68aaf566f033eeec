//! Views of pictures in memory: planes, bands of rows, 4:2:0 canvases and premultiplied 4:4:4 layers.

use reelspeed_core::{Frame, IRect, PixelFormat, PlaneMut, PlaneRef, Subsampling};

/// A view of the rectangle `x, y, width, height` of an 8-bit plane; the part outside the plane is cut off.
pub fn crop_plane(plane: PlaneRef<'_>, x: usize, y: usize, width: usize, height: usize) -> PlaneRef<'_> {
    let (x, y) = (x.min(plane.width), y.min(plane.height));
    let (width, height) = (width.min(plane.width - x), height.min(plane.height - y));
    if width == 0 || height == 0 {
        return PlaneRef { data: &[], stride: plane.stride, width: 0, height: 0 };
    }
    let start = y * plane.stride + x;
    PlaneRef { data: &plane.data[start..][..(height - 1) * plane.stride + width], stride: plane.stride, width, height }
}

/// A view to write of the rectangle `x, y, width, height` of an 8-bit plane; the part outside the plane is cut off.
pub fn crop_plane_mut(plane: PlaneMut<'_>, x: usize, y: usize, width: usize, height: usize) -> PlaneMut<'_> {
    let (x, y) = (x.min(plane.width), y.min(plane.height));
    let (width, height) = (width.min(plane.width - x), height.min(plane.height - y));
    let PlaneMut { data, stride, .. } = plane;
    if width == 0 || height == 0 {
        return PlaneMut { data: &mut [], stride, width: 0, height: 0 };
    }
    let start = y * stride + x;
    PlaneMut { data: &mut data[start..][..(height - 1) * stride + width], stride, width, height }
}

/// Cuts a plane into the rows before `row` and the rows from `row` on.
pub fn split_plane_rows(plane: PlaneMut<'_>, row: usize) -> (PlaneMut<'_>, PlaneMut<'_>) {
    let PlaneMut { data, stride, width, height } = plane;
    let row = row.min(height);
    let (head, tail) = data.split_at_mut((row * stride).min(data.len()));
    (PlaneMut { data: head, stride, width, height: row }, PlaneMut { data: tail, stride, width, height: height - row })
}

/// The same plane for a shorter time.
pub fn reborrow_plane<'a>(plane: &'a mut PlaneMut<'_>) -> PlaneMut<'a> {
    PlaneMut { data: &mut *plane.data, stride: plane.stride, width: plane.width, height: plane.height }
}

/// The planes of an 8-bit 4:2:0 picture, to read.
#[derive(Clone, Copy, Debug)]
pub struct Yuv420Ref<'a> {
    /// Luma.
    pub y: PlaneRef<'a>,
    /// Blue difference, half size, rounded up.
    pub cb: PlaneRef<'a>,
    /// Red difference, half size, rounded up.
    pub cr: PlaneRef<'a>,
}

impl<'a> Yuv420Ref<'a> {
    /// The colour planes of an 8-bit 4:2:0 frame (an alpha plane is left out), or `None` for another format.
    pub fn of(frame: &'a Frame) -> Option<Self> {
        let format = frame.format();
        (format.subsampling == Subsampling::S420 && format.depth == 8).then(|| Self {
            y: frame.plane(0),
            cb: frame.plane(1),
            cr: frame.plane(2),
        })
    }
}

/// A band of rows of an 8-bit 4:2:0 canvas, to write. Positions are those of the whole canvas, so that a list of drawing
/// steps can run unchanged on each band, one band per thread.
#[derive(Debug)]
pub struct Yuv420Mut<'a> {
    /// Luma rows `top ..`.
    pub y: PlaneMut<'a>,
    /// Blue difference, rows `top / 2 ..`.
    pub cb: PlaneMut<'a>,
    /// Red difference, rows `top / 2 ..`.
    pub cr: PlaneMut<'a>,
    /// The canvas row on which the band begins; even.
    pub top: usize,
}

impl<'a> Yuv420Mut<'a> {
    /// The whole of an 8-bit 4:2:0 frame, or `None` for another format or memory that cannot be written.
    pub fn of(frame: &'a mut Frame) -> Option<Self> {
        if frame.format() != PixelFormat::YUV420P {
            return None;
        }
        let [Some(y), Some(cb), Some(cr), _] = frame.planes_mut()? else { return None };
        Some(Self { y, cb, cr, top: 0 })
    }

    /// The rectangle of the canvas that the band covers.
    pub fn bounds(&self) -> IRect {
        IRect::new(0, self.top as i32, self.y.width as u32, self.y.height as u32)
    }

    /// The same band for a shorter time.
    pub fn reborrow(&mut self) -> Yuv420Mut<'_> {
        Yuv420Mut {
            y: reborrow_plane(&mut self.y),
            cb: reborrow_plane(&mut self.cb),
            cr: reborrow_plane(&mut self.cr),
            top: self.top,
        }
    }

    /// The same band, to read.
    pub fn as_ref(&self) -> Yuv420Ref<'_> {
        Yuv420Ref { y: self.y.as_ref(), cb: self.cb.as_ref(), cr: self.cr.as_ref() }
    }

    /// Cuts the band in at most `count` bands of nearly equal height whose tops are even.
    pub fn split(self, count: usize) -> Vec<Self> {
        let pairs = self.y.height.div_ceil(2);
        let count = count.clamp(1, pairs.max(1));
        let mut bands = Vec::with_capacity(count);
        let mut rest = self;
        for left in (2..=count).rev() {
            let take = rest.y.height.div_ceil(2) / left;
            let (y, y_rest) = split_plane_rows(rest.y, take * 2);
            let (cb, cb_rest) = split_plane_rows(rest.cb, take);
            let (cr, cr_rest) = split_plane_rows(rest.cr, take);
            bands.push(Self { y, cb, cr, top: rest.top });
            rest = Self { y: y_rest, cb: cb_rest, cr: cr_rest, top: rest.top + take * 2 };
        }
        bands.push(rest);
        bands
    }
}

/// The planes of a premultiplied 8-bit YUVA 4:4:4 picture, to read. All have luma's size.
///
/// Premultiplied Y'CbCr keeps the offsets in: `y' = y·a/255`, `cb' = cb·a/255`, so that nothing is `0, 0, 0, 0` and "over" is
/// one formula for every plane.
#[derive(Clone, Copy, Debug)]
pub struct Yuva444Ref<'a> {
    /// Luma times alpha.
    pub y: PlaneRef<'a>,
    /// Blue difference times alpha.
    pub cb: PlaneRef<'a>,
    /// Red difference times alpha.
    pub cr: PlaneRef<'a>,
    /// Alpha, 0 to 255.
    pub a: PlaneRef<'a>,
}

impl<'a> Yuva444Ref<'a> {
    /// The planes of a layer frame ([`reelspeed_core::PixelFormat::YUVA444P`]), or `None` for another format.
    pub fn of(frame: &'a Frame) -> Option<Self> {
        (frame.format() == PixelFormat::YUVA444P).then(|| Self {
            y: frame.plane(0),
            cb: frame.plane(1),
            cr: frame.plane(2),
            a: frame.plane(3),
        })
    }

    /// Width in pixels.
    pub fn width(&self) -> usize {
        self.y.width
    }

    /// Height in pixels.
    pub fn height(&self) -> usize {
        self.y.height
    }

    /// Y, Cb, Cr, alpha.
    pub fn planes(&self) -> [PlaneRef<'a>; 4] {
        [self.y, self.cb, self.cr, self.a]
    }
}

/// A band of rows of a premultiplied 8-bit YUVA 4:4:4 surface, to write; see [`Yuva444Ref`] and [`Yuv420Mut`].
#[derive(Debug)]
pub struct Yuva444Mut<'a> {
    /// Luma times alpha, rows `top ..`.
    pub y: PlaneMut<'a>,
    /// Blue difference times alpha, rows `top ..`.
    pub cb: PlaneMut<'a>,
    /// Red difference times alpha, rows `top ..`.
    pub cr: PlaneMut<'a>,
    /// Alpha, rows `top ..`.
    pub a: PlaneMut<'a>,
    /// The row of the surface on which the band begins.
    pub top: usize,
}

impl<'a> Yuva444Mut<'a> {
    /// The whole of a layer frame, or `None` for another format or memory that cannot be written.
    pub fn of(frame: &'a mut Frame) -> Option<Self> {
        if frame.format() != PixelFormat::YUVA444P {
            return None;
        }
        let [Some(y), Some(cb), Some(cr), Some(a)] = frame.planes_mut()? else { return None };
        Some(Self { y, cb, cr, a, top: 0 })
    }

    /// The rectangle of the surface that the band covers.
    pub fn bounds(&self) -> IRect {
        IRect::new(0, self.top as i32, self.y.width as u32, self.y.height as u32)
    }

    /// The same band for a shorter time.
    pub fn reborrow(&mut self) -> Yuva444Mut<'_> {
        Yuva444Mut {
            y: reborrow_plane(&mut self.y),
            cb: reborrow_plane(&mut self.cb),
            cr: reborrow_plane(&mut self.cr),
            a: reborrow_plane(&mut self.a),
            top: self.top,
        }
    }

    /// The same band, to read.
    pub fn as_ref(&self) -> Yuva444Ref<'_> {
        Yuva444Ref { y: self.y.as_ref(), cb: self.cb.as_ref(), cr: self.cr.as_ref(), a: self.a.as_ref() }
    }

    /// Cuts the band in at most `count` bands of nearly equal height.
    pub fn split(self, count: usize) -> Vec<Self> {
        let count = count.clamp(1, self.y.height.max(1));
        let mut bands = Vec::with_capacity(count);
        let mut rest = self;
        for left in (2..=count).rev() {
            let take = rest.y.height / left;
            let (y, y_rest) = split_plane_rows(rest.y, take);
            let (cb, cb_rest) = split_plane_rows(rest.cb, take);
            let (cr, cr_rest) = split_plane_rows(rest.cr, take);
            let (a, a_rest) = split_plane_rows(rest.a, take);
            bands.push(Self { y, cb, cr, a, top: rest.top });
            rest = Self { y: y_rest, cb: cb_rest, cr: cr_rest, a: a_rest, top: rest.top + take };
        }
        bands.push(rest);
        bands
    }
}

/// The planes of a picture of any format, to read.
#[derive(Clone, Copy, Debug)]
pub struct PictureRef<'a> {
    /// Layout of the samples.
    pub format: PixelFormat,
    /// Y, Cb, Cr, alpha as the format has them; the others are empty.
    pub planes: [PlaneRef<'a>; 4],
}

impl<'a> PictureRef<'a> {
    /// The planes of a frame.
    pub fn of(frame: &'a Frame) -> Self {
        let format = frame.format();
        let empty = PlaneRef { data: &[], stride: 0, width: 0, height: 0 };
        let planes = std::array::from_fn(|i| if i < format.planes() { frame.plane(i) } else { empty });
        Self { format, planes }
    }

    /// Luma.
    pub fn y(&self) -> PlaneRef<'a> {
        self.planes[0]
    }

    /// Blue and red difference, unless the picture is gray.
    pub fn chroma(&self) -> Option<[PlaneRef<'a>; 2]> {
        (self.format.subsampling != Subsampling::Gray).then_some([self.planes[1], self.planes[2]])
    }

    /// Alpha, if the picture has it.
    pub fn alpha(&self) -> Option<PlaneRef<'a>> {
        self.format.alpha_plane().map(|i| self.planes[i])
    }
}
