package update

import (
	"os"
	"path/filepath"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/iyzipayout/iyzipayout/spec/diff"
)

func TestCompareAPI(t *testing.T) {
	t.Parallel()
	const before = `package p

import "time"

// A has a comment.
type A struct {
	Kept, Gone string
	Typed  int
	Tagged string ` + "`json:\"a\"`" + `
	time.Time
	hidden int
}

func (a *A) Method(x int) error { return nil }
func (a A) gone() {}
type (
	Alias = string
	Old   struct{ Member int }
	Face  interface{ Do() }
)
const (
	One Alias = "ONE"
	two       = 2
)
var V int
func F() {}
type hidden struct{ Exported int }
func (hidden) Shown() {}
type List[T any] []T
func (l List[T]) Len() int { return 0 }
`
	const after = `package p

import "time"

type A struct {
	Kept string // laid out otherwise
	Typed int64
	Tagged string ` + "`json:\"b\"`" + `
	time.Time
	Come   []string
}

func (a A) Method(x int) error { return nil }

type Alias string
type New struct { Member int }
type Face interface { Do(int) }

const One Alias = "EINS"
var V int
func F() {}
type List[T any] []T
func (l List[T]) Len() int { return 1 }
`
	got := compareTexts(t, before, after)
	assert.Equal(t, []APIChange{
		{"field", "A.Come", "", "[]string"},
		{"field", "A.Gone", "string", ""},
		{"method", "A.Method", "(*A) func(x int) error", "(A) func(x int) error"},
		{"field", "A.Tagged", "string `json:\"a\"`", "string `json:\"b\"`"},
		{"field", "A.Typed", "int", "int64"},
		{"type", "Alias", "= string", "string"},
		{"interface method", "Face.Do", "func()", "func(int)"},
		{"type", "New", "", "struct"},
		{"type", "Old", "struct", ""},
		{"const", "One", `Alias = "ONE"`, `Alias = "EINS"`},
	}, got)
	assert.Equal(t, []string{"added", "removed", "changed"}, []string{got[0].What(), got[1].What(), got[2].What()})
	assert.Empty(t, compareTexts(t, before, before))
}

func compareTexts(t *testing.T, before, after string) []APIChange {
	t.Helper()
	changes, err := compareAPI(folder(t, before), folder(t, after))
	require.NoError(t, err)
	return changes
}

// folder has one file, and a test that does not count.
func folder(t *testing.T, text string) string {
	t.Helper()
	dir := t.TempDir()
	require.NoError(t, os.WriteFile(filepath.Join(dir, "p.go"), []byte(text), 0o600))
	require.NoError(t, os.WriteFile(filepath.Join(dir, "p_test.go"), []byte("package p\n\nfunc "+filepath.Base(dir)[:0]+"Test"+dir[len(dir)-1:]+"() {}\n"), 0o600))
	return dir
}

func TestCompareAPIFails(t *testing.T) {
	t.Parallel()
	good := folder(t, "package p\n")
	_, err := compareAPI(good, folder(t, "package"))
	assert.Error(t, err)
	_, err = compareAPI(filepath.Join(good, "none"), good)
	assert.Error(t, err)
}

func TestTail(t *testing.T) {
	t.Parallel()
	assert.Equal(t, "FAIL", tail("ok  \ta\n?   \tb [no test files]\n\tc\t\t[no test files]\nFAIL\n"))
	many := ""
	for range 100 {
		many += "line\n"
	}
	assert.Contains(t, tail(many), "… 40 lines before\nline\n")
}

func TestLevelOfGoChanges(t *testing.T) {
	t.Parallel()
	for want, changes := range map[diff.Level][]APIChange{
		diff.Compatible: {{"field", "A.Come", "", "string"}, {"type", "New", "", "struct"}},
		diff.Breaking:   {{"field", "A.Gone", "string", ""}, {"func", "F", "func()", "func(int)"}, {ofInterface, "I.Do", "", "func()"}},
	} {
		for _, c := range changes {
			assert.Equal(t, want, c.Level(), c.Name)
		}
		assert.Equal(t, want, (&Result{API: changes}).APILevel())
	}
	assert.Equal(t, diff.None, (&Result{}).APILevel())
}

func TestAffected(t *testing.T) {
	t.Parallel()
	write := func(text string) string {
		dir := t.TempDir()
		require.NoError(t, os.WriteFile(filepath.Join(dir, "p.go"), []byte(text), 0o644))
		return dir
	}
	gen := write("package gen\ntype Status string\nconst New Status = \"NEW\"\ntype Item struct{ Status Status }\ntype Page struct { Items []Item }\ntype Other struct{ N int }\n")
	payout := write("package payout\ntype Result struct { Page gen.Page; Other gen.Other; hidden gen.Item }\nfunc Read(s gen.Status) error { return nil }\nfunc own() gen.Item { return gen.Item{} }\n")
	for name, c := range map[string]struct {
		change APIChange
		want   []string
	}{
		"a constant, through its type": {APIChange{Kind: "const", Name: "New", After: `Status = "NEW"`}, []string{"payout.Read", "payout.Result.Page"}},
		"a field, through its type":    {APIChange{Kind: "field", Name: "Item.Status", Before: "Status"}, []string{"payout.Result.Page"}},
		"a field":                      {APIChange{Kind: "field", Name: "Other.N", After: "int"}, []string{"payout.Result.Other"}},
		"nothing that payout uses":     {APIChange{Kind: "type", Name: "Stranger", After: "struct"}, nil},
	} {
		got, err := affected([]APIChange{c.change}, gen, payout)
		require.NoError(t, err, name)
		assert.Equal(t, c.want, got, name)
	}
	got, err := affected([]APIChange{{Kind: "field", Name: "Item.Status"}}, gen, filepath.Join(gen, "none"))
	require.NoError(t, err)
	assert.Empty(t, got)
}
