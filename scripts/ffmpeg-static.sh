#!/usr/bin/env bash
# Builds FFmpeg and the encoders that the engine drives as static, position-independent libraries, for the self-contained
# Node.js packages. Only what the engine can reach is compiled in: its allowed demuxers and decoders, its encoders, its four
# containers, the `file` protocol. No network, no filters, no devices.
#
# Usage: scripts/ffmpeg-static.sh [PREFIX] [--flavour gpl|lgpl] [--sources DIR] [--fetch-only]
#
#   PREFIX        where to put a copy of the result; without it the result stays in the cache. The last line of the output
#                 is the folder either way. Link with PKG_CONFIG_LIBDIR=<folder>/lib/pkgconfig and the cargo feature `static`.
#   --flavour     gpl (default): with libx264 and libx265. lgpl: without them, H.264 by OpenH264.
#   --sources     a folder with the source archives. Default: the cache, filled by apt from Debian's source packages.
#   --fetch-only  fetches the sources, builds nothing. For systems without apt: fetch on Debian, carry the folder over.
#
# FFmpeg is trixie's 7.1 and not bookworm's 5.1: it gets fixes for untrusted input for years longer, its H.264, HEVC and AV1
# parsers are the hardened ones, and SVT-AV1 and OpenH264 are releases whose faults the engine need not work around. The
# engine itself is tested with 5.1 (what development links) and with this one.
#
# Results are kept in ${XDG_CACHE_HOME:-~/.cache}/reelspeed/ffmpeg-static: one folder per library, shared by both flavours,
# and one per flavour. Each carries a stamp of the recipe and the source it came from; what has not changed is not built
# again. From empty it takes about ten minutes on two cores, almost all of it x265 and SVT-AV1.
set -euo pipefail
cd "$(dirname "$0")/.."
ROOT=$PWD

say() { printf 'ffmpeg-static: %s\n' "$*" >&2; }
die() { say "$*"; exit 1; }

PREFIX= FLAVOUR=gpl SOURCES= FETCH_ONLY=
while [ $# -gt 0 ]; do
    case $1 in
        --flavour) FLAVOUR=${2:?--flavour needs gpl or lgpl}; shift ;;
        --flavour=*) FLAVOUR=${1#*=} ;;
        --sources) SOURCES=${2:?--sources needs a folder}; shift ;;
        --sources=*) SOURCES=${1#*=} ;;
        --fetch-only) FETCH_ONLY=1 ;;
        -*) die "unknown option $1" ;;
        *) [ -z "$PREFIX" ] || die "one PREFIX only"; PREFIX=$1 ;;
    esac
    shift
done

SUITE=trixie
# What each flavour links. nv-codec-headers are headers only: NVENC's library is opened when it is asked for.
COMMON=(zlib dav1d libvpx svt-av1 opus lame nv-codec-headers)
case $FLAVOUR in
    gpl) LIBRARIES=("${COMMON[@]}" x264 x265) ;;
    lgpl) LIBRARIES=("${COMMON[@]}" openh264) ;;
    *) die "unknown flavour $FLAVOUR: gpl or lgpl" ;;
esac
ALL_SOURCES=("${COMMON[@]}" x264 x265 openh264 ffmpeg)
# Security fixes that Debian keeps as patches on top of the release. (FFmpeg's come as releases.)
PATCHED=(libvpx)

CACHE=${XDG_CACHE_HOME:-$HOME/.cache}/reelspeed/ffmpeg-static
SOURCES=${SOURCES:-$CACHE/sources}
mkdir -p "$CACHE" "$SOURCES"
SOURCES=$(cd "$SOURCES" && pwd)

# The name that everything is installed under. It never exists: the tree is staged, and its pkg-config files are made
# relative. So no path of the building machine gets into the binaries.
NOWHERE=/reelspeed
JOBS=${JOBS:-$(getconf _NPROCESSORS_ONLN)}
OS=$(uname -s)
HOST=$(uname -m)-$OS
! { [ "$OS" = Linux ] && ldd --version 2>&1 | grep -qi musl; } || HOST=$HOST-musl

# --- sources ---------------------------------------------------------------------------------------------------------

# The newest of the files that a pattern gave; nothing where there are none.
newest() { [ ! -e "$1" ] || printf '%s\n' "$@" | grep -v '\.asc$' | sort -V | tail -n 1; }
# The archive of a library, by Debian's name for it. Empty if it is not there.
archive() { newest "$SOURCES/$1"_*.orig.tar.*; }
patches() { newest "$SOURCES/$1"_*.debian.tar.*; }
# Its version: 7.1.5, without Debian's own suffixes.
version() { basename "$(archive "$1")" | sed -e "s/^$1_//" -e 's/\.orig\.tar\..*//' -e 's/.*really//' -e 's/[.+]dfsg.*//'; }

have_sources() {
    local name
    for name in "${ALL_SOURCES[@]}"; do [ -n "$(archive "$name")" ] || return 1; done
    for name in "${PATCHED[@]}"; do [ -n "$(patches "$name")" ] || return 1; done
}

# apt with lists of its own, so that nothing of the machine's set-up changes and no root is needed.
fetch_sources() {
    command -v apt-get >/dev/null ||
        die "no apt-get here: run this with --fetch-only on Debian and pass the folder by --sources"
    [ -f /etc/apt/sources.list.d/debian.sources ] || die "no /etc/apt/sources.list.d/debian.sources to take the mirror from"
    local lists=$CACHE/apt empty=$CACHE/apt/empty
    rm -rf "$empty"
    mkdir -p "$lists/lists/partial" "$empty"
    # The machine's own mirror, asked for another suite's sources.
    sed -e 's/^Types:.*/Types: deb-src/' -e "s/^Suites:.*-security.*/Suites: $SUITE-security/" \
        -e "/^Suites:.*-security/!s/^Suites:.*/Suites: $SUITE/" -e 's/^Components:.*/Components: main/' \
        /etc/apt/sources.list.d/debian.sources >"$lists/all.sources"
    local options=(-o Dir::Etc::sourcelist="$lists/all.sources" -o Dir::Etc::sourceparts=/dev/null
        -o Dir::State::lists="$lists/lists" -o Dir::Cache::srcpkgcache= -o Dir::Cache::pkgcache=
        -o APT::Sandbox::User="$(id -un)")
    say "fetching sources of $SUITE"
    apt-get "${options[@]}" update -qq
    local uri file hash
    # From an empty folder: apt leaves out what lies in the current one.
    while read -r uri file hash; do
        [ -e "$SOURCES/$file" ] && continue
        say "  $file"
        # apt writes under a name of its own until the hash is right.
        /usr/lib/apt/apt-helper "${options[@]}" download-file "$uri" "$SOURCES/$file" "$hash" >/dev/null
    done < <(cd "$empty" && apt-get "${options[@]}" source --print-uris -q --only-source "${ALL_SOURCES[@]}" |
        sed -n "s/^'\([^']*\)' \([^ ]*\) [0-9]* \(SHA256:[0-9a-f]*\)$/\1 \2 \3/p" | wanted)
    have_sources || die "apt did not give every source package"
}

# Of a source package only the upstream archive; of those in PATCHED the patches too.
wanted() {
    local uri file hash
    while read -r uri file hash; do
        case $file in
            *.asc) ;;
            *.orig.tar.*) echo "$uri $file $hash" ;;
            *.debian.tar.*) [[ " ${PATCHED[*]} " != *" ${file%%_*} "* ]] || echo "$uri $file $hash" ;;
        esac
    done
}

have_sources || fetch_sources
[ -z "$FETCH_ONLY" ] || { echo "$SOURCES"; exit 0; }

# --- tools -----------------------------------------------------------------------------------------------------------

missing=
for tool in cc c++ make pkg-config cmake meson ninja patch xz; do command -v $tool >/dev/null || missing+=" $tool"; done
case $HOST in x86_64-*) command -v nasm >/dev/null || missing+=" nasm" ;; esac
[ -z "$missing" ] || die "missing tools:$missing (Debian: apt-get install build-essential pkg-config cmake meson ninja-build nasm xz-utils)"

# --- recipes ---------------------------------------------------------------------------------------------------------
# Each runs in the unpacked source and installs to $STAGE$NOWHERE.

export CFLAGS="-O2 -fPIC -ffunction-sections -fdata-sections" CXXFLAGS="-O2 -fPIC -ffunction-sections -fdata-sections"
# Only what is in a result's own folder may be found.
unset PKG_CONFIG_PATH
export PKG_CONFIG_LIBDIR=/nonexistent

run_meson() {
    meson setup build --prefix=$NOWHERE --libdir=lib --buildtype=release --default-library=static "$@"
    ninja -C build -j "$JOBS"
    DESTDIR=$STAGE meson install -C build --no-rebuild
}

run_cmake() { # source folder, options
    local source=$1; shift
    cmake -S "$source" -B build-static -G Ninja -DCMAKE_BUILD_TYPE=Release -DCMAKE_INSTALL_PREFIX=$NOWHERE \
        -DCMAKE_INSTALL_LIBDIR=lib -DCMAKE_POSITION_INDEPENDENT_CODE=ON -DBUILD_SHARED_LIBS=OFF "$@"
    ninja -C build-static -j "$JOBS"
    DESTDIR=$STAGE cmake --install build-static
}

run_autotools() {
    ./configure --prefix=$NOWHERE --disable-shared --enable-static --with-pic "$@"
    make -j "$JOBS"
    make install DESTDIR="$STAGE"
}

build_zlib() {
    ./configure --static --prefix=$NOWHERE
    make -j "$JOBS" libz.a
    make install DESTDIR="$STAGE"
}

# AV1 decoding.
build_dav1d() { run_meson -Denable_tools=false -Denable_tests=false; }

# VP9 encoding, and decoding of VP8 and VP9 with alpha.
build_libvpx() {
    ./configure --prefix=$NOWHERE --enable-pic --enable-static --disable-shared --disable-examples --disable-tools \
        --disable-docs --disable-unit-tests --disable-webm-io --disable-libyuv --disable-vp8-encoder \
        --enable-runtime-cpu-detect
    make -j "$JOBS"
    make install DESTDIR="$STAGE"
}

# AV1 encoding.
build_svt-av1() { run_cmake . -DBUILD_APPS=OFF -DBUILD_TESTING=OFF -DSVT_AV1_LTO=OFF; }

# Opus encoding (FFmpeg decodes it itself).
build_opus() { run_autotools --disable-doc --disable-extra-programs; }

# MP3 encoding.
build_lame() { run_autotools --disable-frontend --disable-decoder --disable-analyzer-hooks; }

build_nv-codec-headers() { make install PREFIX=$NOWHERE DESTDIR="$STAGE"; }

# H.264 encoding, GPL. 8 bits, which is what the engine writes.
build_x264() {
    ./configure --prefix=$NOWHERE --enable-static --enable-pic --disable-cli --disable-opencl --bit-depth=8 \
        --extra-cflags="$CFLAGS"
    make -j "$JOBS"
    make install DESTDIR="$STAGE"
}

# HEVC encoding, GPL. 8 bits.
build_x265() {
    run_cmake source -DENABLE_SHARED=OFF -DENABLE_CLI=OFF -DENABLE_PIC=ON -DENABLE_LIBNUMA=OFF
    # It names the libraries of the compiler that built it, shared ones too.
    sed -i.bak 's/^Libs.private:.*/Libs.private: -lstdc++ -lm -lpthread -ldl/' "$STAGE$NOWHERE/lib/pkgconfig/x265.pc"
}

# H.264 encoding, BSD.
build_openh264() {
    run_meson -Dtests=disabled
    # It leaves out the C++ library, which who links it statically needs.
    sed -i.bak 's/^Libs:.*/& -lstdc++/' "$STAGE$NOWHERE/lib/pkgconfig/openh264.pc"
}

# --- libraries -------------------------------------------------------------------------------------------------------

# Licence texts, which go into the packages.
keep_licences() { # name
    local into=$STAGE$NOWHERE/share/licenses/$1 file
    mkdir -p "$into"
    for file in COPYING* LICENSE* PATENTS* LICENCE*; do
        case $file in *'*' | *GPLv3*) ;; *) [ -f "$file" ] && cp "$file" "$into/" ;; esac
    done
    # Headers only, with the licence at the head of each.
    [ "$1" != nv-codec-headers ] || sed -n '1,/\*\//p' include/ffnvcodec/dynlink_loader.h >"$into/LICENSE"
    echo "$(version "$1")" >"$into/VERSION"
    ls "$into" | grep -q -v VERSION || die "$1 has no licence text"
}

# pkg-config files that work wherever the folder lies.
make_relocatable() {
    local file
    for file in "$STAGE$NOWHERE"/lib/pkgconfig/*.pc; do
        [ -e "$file" ] || continue
        sed -i.bak -e "s#$NOWHERE#\${pcfiledir}/../..#g" "$file"
        # Some say -lstdc++ where the C++ library has another name.
        [ "$OS" != Darwin ] || sed -i.bak -e 's/-lstdc++/-lc++/g' "$file"
    done
    rm -f "$STAGE$NOWHERE"/lib/pkgconfig/*.bak
}

hash_of() { cat | cksum | tr ' ' '-'; }

unpack() { # name, folder
    mkdir -p "$2"
    tar xf "$(archive "$1")" -C "$2" --strip-components=1
    local patches entry
    patches=$(patches "$1")
    if [[ " ${PATCHED[*]} " == *" $1 "* ]]; then
        mkdir "$2/.debian" && tar xf "$patches" -C "$2/.debian"
        while read -r entry; do
            case $entry in '' | '#'*) ;; *) patch -s -p1 -d "$2" <"$2/.debian/debian/patches/$entry" ;; esac
        done <"$2/.debian/debian/patches/series"
    fi
}

# Runs a recipe in a fresh copy of the source, quietly unless it fails, then moves the result into place.
build() { # name, recipe, target folder, stamp
    local name=$1 recipe=$2 target=$3 stamp=$4 work
    if [ "$(cat "$target/.stamp" 2>/dev/null)" = "$stamp" ]; then return; fi
    say "building $name $(version "$name")"
    work=$(mktemp -d "$CACHE/build.XXXXXX")
    STAGE=$work/stage
    mkdir -p "$STAGE$NOWHERE"
    unpack "$name" "$work/source"
    # Not as a condition: there `set -e` would not hold inside.
    set +e
    (
        set -e
        cd "$work/source"
        # Assertions name their source files: not where those lay on this machine.
        export CFLAGS="$CFLAGS -ffile-prefix-map=$work=." CXXFLAGS="$CXXFLAGS -ffile-prefix-map=$work=."
        "$recipe"
        keep_licences "$name"
    ) >"$work/log" 2>&1
    local code=$?
    set -e
    if [ $code != 0 ]; then
        tail -n 40 "$work/log" >&2
        die "building $name failed; all of it: $work/log"
    fi
    make_relocatable
    echo "$stamp" >"$STAGE$NOWHERE/.stamp"
    rm -rf "$target" && mkdir -p "$(dirname "$target")"
    mv "$STAGE$NOWHERE" "$target"
    rm -rf "$work"
}

# One build at a time on one cache.
if command -v flock >/dev/null; then
    exec 9>"$CACHE/lock"
    flock 9
fi

for name in "${LIBRARIES[@]}"; do
    stamp=$({ declare -f "build_$name" run_meson run_cmake run_autotools; echo "$CFLAGS"; basename "$(archive "$name")"; } | hash_of)
    build "$name" "build_$name" "$CACHE/$HOST/$name-$(version "$name")" "$stamp"
done

# --- FFmpeg ----------------------------------------------------------------------------------------------------------

# A list of names from the Rust source that says what may be opened, as words.
allowed() { # constant
    sed -n "/const $1: /,/^\];/s/^ *\"\([^\"]*\)\",\$/\1/p" "$ROOT/crates/reelspeed_ffmpeg/src/input/allow.rs"
}

# The names that FFmpeg's configure knows them by.
demuxers() { allowed DEMUXERS | sed -e 's/,.*//' -e 's/^mpeg$/mpegps/' -e 's/^\(.*\)_pipe$/image_\1_pipe/'; }
decoders() {
    # FFmpeg's own AV1 decoder only drives hardware; libaom, libopus and libspeex stand behind others that do the same.
    allowed DECODERS | grep -v -x -e av1 -e libaom-av1 -e libopus -e libspeex |
        sed -e 's/^msmpeg4$/msmpeg4v3/' -e 's/^libvpx$/libvpx_vp8/' -e 's/^libvpx-vp9$/libvpx_vp9/'
}
# Streams whose container does not name their codec (MPEG's program streams) are recognised by these. As containers of their own
# they stay closed: the engine's list decides about that.
PROBES="h264 hevc loas m4v mpegvideo"
PARSERS="aac aac_latm ac3 amr av1 dnxhd flac gif h263 h264 hevc mjpeg mpeg4video mpegaudio mpegvideo opus png vc1 vorbis
    vp8 vp9 webp"
ENCODERS="aac flac libopus libmp3lame libvpx_vp9 libsvtav1 h264_nvenc hevc_nvenc av1_nvenc"
MUXERS="mp4 mov matroska webm"
BSFS="aac_adtstoasc extract_extradata h264_mp4toannexb hevc_mp4toannexb vp9_superframe vp9_superframe_split av1_frame_merge
    av1_frame_split"
LINKED="zlib libdav1d libvpx libsvtav1 libopus libmp3lame ffnvcodec nvenc"
case $FLAVOUR in
    gpl) LICENCE="--enable-gpl --enable-libx264 --enable-libx265" ENCODERS+=" libx264 libx265" ;;
    lgpl) LICENCE="--enable-libopenh264" ENCODERS+=" libopenh264" ;;
esac
case $OS in
    # The system's own encoder, and no NVIDIA.
    Darwin)
        ENCODERS="${ENCODERS//*_nvenc/} h264_videotoolbox hevc_videotoolbox"
        LINKED="${LINKED/ffnvcodec nvenc/videotoolbox}"
        ;;
esac

each() { # option, words
    local option=$1 word; shift
    for word in "$@"; do echo "$option=$word"; done
}

build_ffmpeg() {
    # The libraries lie beside what is built, so that one folder holds everything that is linked.
    local name into=$STAGE$NOWHERE
    for name in "${LIBRARIES[@]}"; do cp -R "$CACHE/$HOST/$name-$(version "$name")/." "$into/"; done
    # Where the C++ library is a file of the compiler's, it is linked in from here.
    local cxx
    cxx=$(${CXX:-c++} -print-file-name=libstdc++.a)
    [ "$OS" != Linux ] || [ ! -f "$cxx" ] || cp -L "$cxx" "$into/lib/libstdc++.a"
    # Through the environment and not as arguments: those end up in the binary.
    export CFLAGS="$CFLAGS -I$into/include" LDFLAGS="-L$into/lib"
    export PKG_CONFIG_LIBDIR=$into/lib/pkgconfig
    # shellcheck disable=SC2046,SC2086 # lists of words
    ./configure --prefix=$NOWHERE $LICENCE --pkg-config-flags=--static --disable-autodetect --disable-everything \
        --disable-shared --enable-static --enable-pic --disable-debug --disable-doc --disable-programs --disable-network \
        --disable-avdevice --disable-avfilter --disable-postproc \
        $(each --enable $LINKED | sed 's/=/-/') $(each --enable-demuxer $(demuxers) $PROBES) $(each --enable-decoder $(decoders)) \
        $(each --enable-parser $PARSERS) $(each --enable-encoder $ENCODERS) $(each --enable-muxer $MUXERS) \
        $(each --enable-bsf $BSFS) --enable-protocol=file >configure.log 2>&1 || { cat configure.log; tail -n 30 ffbuild/config.log; return 1; }
    cat configure.log
    # A name that it does not know is only a warning to it.
    ! grep 'did not match anything' configure.log
    make -j "$JOBS"
    make install DESTDIR="$STAGE"
    rm -rf "$into/share/ffmpeg" "$into/share/man" "$into/share/doc" "$into/lib/cmake" "$into/bin"
}

RESULT=$CACHE/$HOST/$FLAVOUR-$(version ffmpeg)
stamp=$({
    declare -f build_ffmpeg demuxers decoders
    echo "$CFLAGS $LICENCE $PROBES $PARSERS $ENCODERS $MUXERS $BSFS $LINKED" $(demuxers) $(decoders)
    basename "$(archive ffmpeg)"
    for name in "${LIBRARIES[@]}"; do cat "$CACHE/$HOST/$name-$(version "$name")/.stamp"; done
} | hash_of)
build ffmpeg build_ffmpeg "$RESULT" "$stamp"

if [ -n "$PREFIX" ]; then
    mkdir -p "$PREFIX"
    cp -R "$RESULT/." "$PREFIX/"
    RESULT=$(cd "$PREFIX" && pwd)
fi
say "$FLAVOUR FFmpeg $(version ffmpeg) is in $RESULT"
echo "$RESULT"
