package diff

import (
	"archive/zip"
	"bytes"
	"cmp"
	"context"
	"errors"
	"fmt"
	"io/fs"
	"maps"
	"os"
	"os/exec"
	"path"
	"path/filepath"
	"slices"
	"strings"
	"sync"

	"gopkg.in/yaml.v3"

	"github.com/iyzipayout/iyzipayout/internal/lazyregexp"
	"github.com/iyzipayout/iyzipayout/spec"
)

// Document is one version of the contract, as Load and LoadFS yield it.
type Document struct {
	Name  string // as the caller named it
	Pages bool   // it was made from the vendor's pages

	root      any             // the whole, decoded
	parts     []any           // where operations are looked up: the whole, or page by page where pages disagree
	pages     []page          // what stands around the fragments
	fragments []spec.Fragment // of the pages
	conflict  error           // what the pages disagree in
	overlays  *overlays
	language  func() string // of its descriptions; found once it is asked for

	operations map[string]operation // by address
}

// ErrNoDocument: the input holds no OpenAPI document.
var ErrNoDocument = errors.New(`no OpenAPI document: a file must have the member "openapi", a page or a folder at least one page with such a fragment`)

// Load reads one side of a comparison: a document in JSON or YAML, one of the vendor's pages (.md), a folder of pages (spec or
// spec/vendor), a git revision such as HEAD~1, which means spec/openapi.yaml of that revision, or REVISION:PATH for
// another file or folder of it. Errors name the file and, where there is one, the line.
func Load(ctx context.Context, name string) (Document, error) {
	info, err := os.Stat(name)
	switch {
	case errors.Is(err, fs.ErrNotExist):
		return loadRevision(ctx, name)
	case err != nil:
		return Document{}, err
	case !info.IsDir():
		data, err := os.ReadFile(name)
		if err != nil {
			return Document{}, err
		}
		return Parse(name, data)
	}
	d, err := LoadFS(name, os.DirFS(name))
	if err == nil && d.overlays == nil && filepath.Base(filepath.Clean(name)) == vendorDir {
		err = d.UseOverlays(os.DirFS(filepath.Dir(filepath.Clean(name))))
	}
	return d, err
}

const vendorDir = "vendor"

// LoadFS reads a folder of the vendor's pages: a spec folder, which has them in vendor/ and the overlays beside it, or any folder
// that holds pages. The sums in sources.yaml are not looked at: a page of another day has another.
func LoadFS(name string, dir fs.FS) (Document, error) {
	names, err := pageNames(dir)
	if err != nil {
		return Document{}, fmt.Errorf("%s: %w", name, err)
	}
	var files []pageFile
	for _, file := range names {
		data, err := fs.ReadFile(dir, file)
		if err != nil {
			return Document{}, fmt.Errorf("%s: %w", name, err)
		}
		files = append(files, pageFile{path.Join(name, file), path.Base(file), data})
	}
	d, err := fromPages(name, files)
	if err != nil {
		return d, err
	}
	if _, err := fs.Stat(dir, correctionsFile); err == nil {
		return d, d.UseOverlays(dir)
	}
	return d, nil
}

func pageNames(dir fs.FS) ([]string, error) {
	for _, pattern := range []string{vendorDir + "/*", "*"} {
		all, err := fs.Glob(dir, pattern)
		if err != nil {
			return nil, err
		}
		pages := slices.DeleteFunc(all, func(n string) bool {
			return !slices.Contains([]string{".md", ".txt"}, path.Ext(n)) || strings.EqualFold(path.Base(n), "README.md")
		})
		if slices.ContainsFunc(pages, func(n string) bool { return path.Ext(n) == ".md" }) {
			return pages, nil
		}
	}
	return nil, ErrNoDocument
}

// pageFile is a page as it was read; shown stands in errors.
type pageFile struct {
	shown, name string
	data        []byte
}

// fromPages reads pages and joins their fragments. A page without one is kept for its text. Pages that disagree, such as when only one of
// them has been changed, are compared one by one.
func fromPages(name string, files []pageFile) (Document, error) {
	d := Document{Name: name, Pages: true}
	for _, file := range files {
		p := page{file: file.name, text: strings.ReplaceAll(string(file.data), "\r\n", "\n")}
		if p.prose() {
			found, err := spec.ExtractFragments(file.shown, file.data)
			if err != nil && !errors.Is(err, spec.ErrNoFragment) {
				return d, err
			}
			d.fragments = append(d.fragments, found...)
			for _, f := range found {
				root, err := fromYAML(f.Root)
				if err != nil {
					return d, fmt.Errorf("%s:%w", file.shown, err)
				}
				p.roots, d.parts, d.root = append(p.roots, root), append(d.parts, root), join(d.root, root)
			}
		}
		p.operations = slices.Sorted(maps.Keys(operations(p.roots)))
		d.pages = append(d.pages, p)
	}
	if len(d.fragments) == 0 {
		return d, fmt.Errorf("%s: %w", name, ErrNoDocument)
	}
	var merged *yaml.Node
	if merged, d.conflict = spec.Merge(d.fragments); d.conflict == nil {
		root, err := fromYAML(merged)
		if err != nil {
			return d, err
		}
		d.root, d.parts = root, []any{root}
	}
	d.index()
	return d, nil
}

// join merges two decoded documents; where they disagree the first counts.
func join(a, b any) any {
	first, ok := a.(map[string]any)
	second, ok2 := b.(map[string]any)
	if !ok || !ok2 {
		return cmp.Or(a, b)
	}
	all := maps.Clone(second)
	for key, v := range first {
		all[key] = join(v, second[key])
	}
	return all
}

// Parse reads the bytes of a document in JSON or YAML, or of a page; the name stands in errors.
func Parse(name string, data []byte) (Document, error) {
	if strings.EqualFold(path.Ext(name), ".md") || pageLike().Match(data) {
		return fromPages(name, []pageFile{{name, path.Base(filepath.ToSlash(name)), data}})
	}
	v, err := decode(data)
	if err != nil {
		return Document{}, fmt.Errorf("%s:%w", name, err)
	}
	if root, _ := v.(map[string]any); root["openapi"] == nil {
		return Document{}, fmt.Errorf("%s:1: %w", name, ErrNoDocument)
	}
	d := Document{Name: name, root: v, parts: []any{v}}
	d.index()
	return d, nil
}

// index notes what every comparison asks for.
func (d *Document) index() {
	parts := d.parts
	d.operations, d.language = operations(parts), sync.OnceValue(func() string { return languageOf(parts) })
	for _, p := range d.pages {
		for key, own := range operations(p.roots) {
			o := d.operations[key]
			o.servers = own.root.get("servers")
			d.operations[key] = o
		}
	}
}

// pageLike matches a page whatever its name: a code fence at the beginning of a line, which neither JSON nor YAML begins with.
var pageLike = lazyregexp.New("(?m)\\A\\s*#+ .*$[\\s\\S]*^ {0,3}(?:```|~~~)")

// UseOverlays takes the overlays and supplements of a spec folder: Compare tells which of their actions the pages made needless or
// impossible. LoadFS does it by itself where they lie beside the pages.
func (d *Document) UseOverlays(dir fs.FS) error {
	o, err := readOverlays(dir)
	if err == nil {
		d.overlays = o
	} else if errors.Is(err, fs.ErrNotExist) {
		return nil
	}
	return err
}

// HasOverlays reports whether overlays came with the document.
func (d *Document) HasOverlays() bool { return d.overlays != nil }

// loadRevision reads REVISION or REVISION:PATH from the git repository of the working directory.
func loadRevision(ctx context.Context, name string) (Document, error) {
	revision, file, found := strings.Cut(name, ":")
	if !found {
		file = "spec/openapi.yaml"
	}
	if revision == "" || strings.HasPrefix(revision, "-") {
		return Document{}, fmt.Errorf("%s: no such file or folder, and no git revision", name)
	}
	commit, err := git(ctx, "rev-parse", "--verify", "--quiet", "--end-of-options", revision+"^{commit}")
	if err != nil {
		return Document{}, because(err, "%s: no such file or folder, and no git revision here", name)
	}
	shown, object := revision+":"+file, strings.TrimSpace(string(commit))+":"+file
	kind, err := git(ctx, "cat-file", "-t", object)
	if err != nil {
		return Document{}, because(err, "%s: revision %s has no %s", name, revision, file)
	}
	read, folder := []string{"cat-file", "blob", object}, strings.TrimSpace(string(kind)) == "tree"
	if folder {
		read = []string{"archive", "--format=zip", object}
	}
	data, err := git(ctx, read...)
	switch {
	case err != nil:
		return Document{}, fmt.Errorf("%s: %w", shown, err)
	case !folder:
		return Parse(shown, data)
	}
	archive, err := zip.NewReader(bytes.NewReader(data), int64(len(data)))
	if err != nil {
		return Document{}, fmt.Errorf("%s: %w", shown, err)
	}
	return LoadFS(shown, archive)
}

// errSilent: git failed without a word, and its exit code says nothing.
var errSilent = errors.New("git failed without a word")

// because puts an error behind a sentence of our own, if there is something to say.
func because(err error, format string, args ...any) error {
	if errors.Is(err, errSilent) {
		return fmt.Errorf(format, args...)
	}
	return fmt.Errorf(format+": %w", append(args, err)...)
}

func git(ctx context.Context, args ...string) ([]byte, error) {
	out, err := exec.CommandContext(ctx, "git", args...).Output()
	if failed, ok := errors.AsType[*exec.ExitError](err); ok {
		err = errSilent
		if said := strings.TrimSpace(string(failed.Stderr)); said != "" {
			err = errors.New(said)
		}
	}
	return out, err
}
