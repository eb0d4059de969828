package fetch

import (
	"context"
	"maps"
	"net/url"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/iyzipayout/iyzipayout/internal/spectest"
	"github.com/iyzipayout/iyzipayout/spec"
)

const (
	baseAddress  = "https://docs.iyzico.com/en/products/mass-payout/mass-payout-integration/"
	basePath     = "/en/products/mass-payout/mass-payout-integration/"
	authFile     = "mass-payout-auth.md"
	retrieveFile = "retrieve-mass-payout.md"
	cancelFile   = "mass-payout-cancel.md"
	initFile     = "mass-payout-initalize.md"
	navigation1  = "> For the complete documentation index, see [llms.txt](https://docs.iyzico.com/llms.txt). Markdown versions of documentation pages are available by appending `.md` to page URLs.\n\n"
)

// docs is the vendor's site, whose index lists pages of other products and languages besides.
type docs struct{ *spectest.Site }

func newDocs(t testing.TB) *docs {
	t.Helper()
	d := &docs{spectest.NewSite(t)}
	index := "# iyzico\n\n## Products\n\n"
	for _, name := range []string{initFile, authFile, retrieveFile, cancelFile} {
		index += "- [" + titles()[name] + "](" + baseAddress + name + ")\n"
	}
	index += "- [Mass Payout](https://docs.iyzico.com/en/products/mass-payout.md): Send payments\n" +
		"- [Toplu Ödeme (Mass Payout)](https://docs.iyzico.com/urunler/mass-payout.md)\n" +
		"- [Subscription](https://docs.iyzico.com/en/products/subscription.md)\n" +
		"- [Mass Payout elsewhere](https://other.example/en/mass-payout.md)\n"
	d.Serve("/llms.txt", index)
	return d
}

func titles() map[string]string {
	return map[string]string{initFile: "Mass Payout Initalize", authFile: "Mass Payout Auth", retrieveFile: "Retrieve Mass Payout", cancelFile: "Mass Payout Cancel"}
}

// requests are the paths that were asked for, in their order.
func (d *docs) requests() []string {
	var paths []string
	for _, r := range d.Requests() {
		paths = append(paths, r.URL.Path)
	}
	return paths
}

func (d *docs) options(dir string) Options {
	return Options{Dir: dir, Client: d.Client(), Server: d.URL, Pause: -1, Attempts: 1}
}

func (d *docs) check(t testing.TB, dir string) *Result {
	t.Helper()
	o := d.options(dir)
	o.Check = true
	before := snapshot(t, dir)
	result, err := Run(t.Context(), o)
	require.NoError(t, err)
	require.Equal(t, before, snapshot(t, dir), "a check writes nothing")
	require.Empty(t, result.Written)
	return result
}

func (d *docs) fetch(t testing.TB, dir string, change ...func(*Options)) *Result {
	t.Helper()
	o := d.options(dir)
	for _, each := range change {
		each(&o)
	}
	result, err := Run(context.WithoutCancel(t.Context()), o)
	require.NoError(t, err)
	return result
}

// page returns what became of a vendored page.
func page(t testing.TB, r *Result, file string) Page {
	t.Helper()
	i := slices.IndexFunc(r.Pages, func(p Page) bool { return p.File == file })
	require.GreaterOrEqual(t, i, 0, file)
	return r.Pages[i]
}

// states are the states of the pages by file, or by the last part of the address.
func states(r *Result) map[string]State {
	all := map[string]State{}
	for _, p := range r.Pages {
		name := p.File
		if name == "" {
			address, _ := url.Parse(p.URL)
			name = filepath.Base(address.Path)
		}
		all[name] = p.State
	}
	return all
}

// clean are the states when nothing changed, with exceptions.
func clean(except map[string]State) map[string]State {
	all := map[string]State{initFile: Unchanged, authFile: Unchanged, retrieveFile: Unchanged, cancelFile: Unchanged,
		"mass-payout-initalize.page.txt": Skipped, "mass-payout.md": Known}
	maps.Copy(all, except)
	return all
}

// snapshot is the content of every file of a folder.
func snapshot(t testing.TB, dir string) map[string]string {
	t.Helper()
	files := map[string]string{}
	require.NoError(t, filepath.WalkDir(dir, func(name string, entry os.DirEntry, err error) error {
		if err != nil || entry.IsDir() {
			return err
		}
		data, err := os.ReadFile(name)
		files[strings.TrimPrefix(name, dir+"/")] = string(data)
		return err
	}))
	return files
}

func build(t testing.TB, dir string) (string, error) {
	t.Helper()
	data, err := spec.Build(os.DirFS(dir))
	return string(data), err
}
