package browser

import (
	"bytes"
	"cmp"
	"fmt"
	"image"
	"image/color"
	"image/draw"
	"image/png"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"testing"

	"github.com/chromedp/chromedp"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// picturesVariable is the folder that `make pictures` has them written to.
const picturesVariable = "IYZIPAYOUT_PICTURES"

// TestPictures takes the pictures of docs/pictures.
func TestPictures(t *testing.T) {
	folder := os.Getenv(picturesVariable)
	if folder == "" {
		t.Skip("pictures are taken by make pictures")
	}
	b := open(t, desk(), still()...)
	b.stage()
	for _, of := range []struct {
		name, at string
		how      how
	}{
		{"payouts", "/_emulator/", how{width: 1120, height: 900}},
		{"payouts-dark", "/_emulator/", how{width: 1120, height: 900, dark: true}},
		{"payout", "/_emulator/batches/" + b.batch().RequestID, how{width: 1120, height: 900}},
		{"payout-phone", "/_emulator/batches/" + b.batch().RequestID + "?status=FAILED", how{width: 360, height: 780}},
		{"call", "/_emulator/calls/5", how{width: 1120, height: 900}},
	} {
		b.look(of.how)
		b.run(chromedp.Navigate(b.srv.URL() + of.at))
		b.isLive()
		taken, err := chromedp.Run(b.ctx, chromedp.FullScreenshot(100))
		require.NoError(t, err)
		small := smaller(t, taken)
		assert.Less(t, len(small), 150_000, of.name)
		require.NoError(t, os.WriteFile(filepath.Join(folder, of.name+".png"), small, 0o644))
	}
}

// smaller writes a picture with its 256 most frequent colours, which nobody tells from it.
func smaller(t *testing.T, taken []byte) []byte {
	t.Helper()
	from, err := png.Decode(bytes.NewReader(taken))
	require.NoError(t, err)
	counts := map[color.RGBA]int{}
	for y := from.Bounds().Min.Y; y < from.Bounds().Max.Y; y++ {
		for x := from.Bounds().Min.X; x < from.Bounds().Max.X; x++ {
			counts[color.RGBAModel.Convert(from.At(x, y)).(color.RGBA)]++
		}
	}
	frequent := slices.SortedFunc(maps.Keys(counts), func(a, b color.RGBA) int {
		return cmp.Or(cmp.Compare(counts[b], counts[a]), cmp.Compare(fmt.Sprint(a), fmt.Sprint(b)))
	})
	var palette color.Palette
	for _, c := range frequent[:min(len(frequent), 256)] {
		palette = append(palette, c)
	}
	to := image.NewPaletted(from.Bounds(), palette)
	draw.Draw(to, to.Bounds(), from, from.Bounds().Min, draw.Src)
	var out bytes.Buffer
	require.NoError(t, (&png.Encoder{CompressionLevel: png.BestCompression}).Encode(&out, to))
	return out.Bytes()
}

// stage makes something to look at: a payout that is nearly paid, one with a line of each end, a wrong signature and a fault to come.
func (b *tab) stage() {
	b.t.Helper()
	b.run(chromedp.SetValue(`select[name=ends]`, "paid"), chromedp.SetValue(`input[name=lines]`, "3"))
	b.press("Hand over an example")
	b.shows("example-1")
	b.run(chromedp.SetValue(`select[name=ends]`, "mixed"), chromedp.SetValue(`input[name=lines]`, "8"))
	b.press("Hand over an example")
	b.shows("example-2")
	for _, e := range []string{"example-1", "example-2"} {
		b.follow(e)
		b.press("Authorise")
		b.shows("authMassPayout: HTTP 200, success")
		b.follow("Mass payouts")
	}
	for n := range 5 {
		b.press("1 s")
		b.shows(fmt.Sprint("10:15:0", n+1))
	}
	b.wrongly()
	b.shows("wrong, see why") // a new row moves what is below it
	b.press("Inject")
	b.shows("1 call left")
}
