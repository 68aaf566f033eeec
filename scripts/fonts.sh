#!/usr/bin/env bash
# Installs the default font set, from npm packages of pinned versions, into "$REELSPEED_FONTS", or else
# "${XDG_CACHE_HOME:-$HOME/.cache}/reelspeed/fonts". DejaVu Sans and DejaVu Sans Mono are built into the native engine; here they are for browsers. DejaVu has a
# free licence of its own, the others are under the SIL Open Font Licence; the texts are copied beside the fonts. Does nothing when
# everything is there.
#
# Usage: scripts/fonts.sh [--force]
set -euo pipefail

dest="${REELSPEED_FONTS:-${XDG_CACHE_HOME:-$HOME/.cache}/reelspeed/fonts}"
force="${1:-}"

# package  version  path-in-package  name-here
fonts="
dejavu-fonts-ttf      2.37.3 ttf/DejaVuSans.ttf                                         DejaVuSans.ttf
dejavu-fonts-ttf      2.37.3 ttf/DejaVuSans-Bold.ttf                                    DejaVuSans-Bold.ttf
dejavu-fonts-ttf      2.37.3 ttf/DejaVuSans-Oblique.ttf                                 DejaVuSans-Oblique.ttf
dejavu-fonts-ttf      2.37.3 ttf/DejaVuSans-BoldOblique.ttf                             DejaVuSans-BoldOblique.ttf
dejavu-fonts-ttf      2.37.3 ttf/DejaVuSansMono.ttf                                     DejaVuSansMono.ttf
dejavu-fonts-ttf      2.37.3 ttf/DejaVuSansMono-Bold.ttf                                DejaVuSansMono-Bold.ttf
inter                 0.4.2 400Regular/Inter_400Regular.ttf                             Inter-Regular.ttf
inter                 0.4.2 500Medium/Inter_500Medium.ttf                               Inter-Medium.ttf
inter                 0.4.2 600SemiBold/Inter_600SemiBold.ttf                           Inter-SemiBold.ttf
inter                 0.4.2 700Bold/Inter_700Bold.ttf                                   Inter-Bold.ttf
noto-sans-arabic      0.4.3 400Regular/NotoSansArabic_400Regular.ttf                    NotoSansArabic-Regular.ttf
noto-sans-arabic      0.4.3 700Bold/NotoSansArabic_700Bold.ttf                          NotoSansArabic-Bold.ttf
noto-sans-hebrew      0.4.1 400Regular/NotoSansHebrew_400Regular.ttf                    NotoSansHebrew-Regular.ttf
noto-sans-devanagari  0.4.1 400Regular/NotoSansDevanagari_400Regular.ttf                NotoSansDevanagari-Regular.ttf
noto-sans-thai        0.4.2 400Regular/NotoSansThai_400Regular.ttf                      NotoSansThai-Regular.ttf
noto-sans-sc          0.4.3 400Regular/NotoSansSC_400Regular.ttf                        NotoSansSC-Regular.ttf
noto-sans-kr          0.4.3 400Regular/NotoSansKR_400Regular.ttf                        NotoSansKR-Regular.ttf
noto-color-emoji      0.4.6 400Regular/NotoColorEmoji_400Regular.ttf                    NotoColorEmoji.ttf
"
# The list's own digest marks a finished installation, so a changed list installs again.
stamp="$dest/.installed-$(printf '%s' "$fonts" | cksum | cut -d' ' -f1)"

complete() {
    [ -e "$stamp" ] || return 1
    while read -r package _ _ name; do
        [ -z "$package" ] || [ -s "$dest/$name" ] || return 1
    done <<<"$fonts"
}

if [ "$force" != "--force" ] && complete; then
    echo "fonts: all there ($dest)"
    exit 0
fi
for tool in npm tar; do
    command -v "$tool" >/dev/null || { echo "fonts: $tool is needed to fetch the font packages" >&2; exit 1; }
done

mkdir -p "$dest"
work="$(mktemp -d)"
trap 'rm -rf "$work"' EXIT

while read -r package version path name; do
    [ -n "$package" ] || continue
    archive="$work/$package.tgz"
    if [ ! -e "$archive" ]; then
        scope=@expo-google-fonts/
        [ "$package" != dejavu-fonts-ttf ] || scope=
        echo "fonts: fetching $scope$package $version"
        (cd "$work" && npm pack --silent "$scope$package@$version" >/dev/null)
        mv "$work/${scope:+expo-google-fonts-}$package-$version.tgz" "$archive"
        licence="$(tar -tzf "$archive" | grep -iE '^package/(LICENSE_FONT|OFL|LICENSE)(\.txt|\.md)?$' | sort -r | head -n1 || true)"
        [ -n "$licence" ] || { echo "fonts: $package $version carries no licence" >&2; exit 1; }
        tar -xzOf "$archive" "$licence" >"$work/licence"
        mv "$work/licence" "$dest/LICENSE-$package.txt"
    fi
    # Written beside the target and renamed: a reader never sees half a font.
    tar -xzOf "$archive" "package/$path" >"$dest/.$name.part"
    mv "$dest/.$name.part" "$dest/$name"
    echo "fonts: $dest/$name"
done <<<"$fonts"

rm -f "$dest"/.installed-*
: >"$stamp"
echo "fonts: done"
