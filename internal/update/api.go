package update

import (
	"cmp"
	"errors"
	"go/ast"
	"go/parser"
	"go/printer"
	"go/token"
	"io/fs"
	"maps"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"

	"github.com/iyzipayout/iyzipayout/internal/plaintext"
	"github.com/iyzipayout/iyzipayout/spec/diff"
)

// APIChange is one difference between the exported declarations of two versions of a package.
type APIChange struct {
	Kind          string // type, field, method, interface method, func, const or var
	Name          string // such as MassPayoutItem.Amount
	Before, After string // as Go text; "" for none
}

// What is the change in a word: added, removed or changed.
func (c APIChange) What() string {
	switch {
	case c.Before == "":
		return "added"
	case c.After == "":
		return "removed"
	}
	return "changed"
}

// Level is what the change means for programs that import the package: what came is compatible, but for a method of an interface, which
// implementations lack.
func (c APIChange) Level() diff.Level {
	if c.Before == "" && c.Kind != ofInterface {
		return diff.Compatible
	}
	return diff.Breaking
}

const ofInterface = "interface method"

// APILevel is the worst level of the changes of package gen.
func (r *Result) APILevel() diff.Level {
	worst := diff.None
	for _, c := range r.API {
		if c.Level().AtLeast(worst) {
			worst = c.Level()
		}
	}
	return worst
}

// declaration is one exported name. Its text is never empty.
type declaration struct {
	kind, owner, text string // owner: the type of a field or method
}

// compareAPI compares two folders of one package by their text alone: nothing has to compile. The members of a type that came
// or went are not listed one by one.
func compareAPI(before, after string) ([]APIChange, error) {
	old, err := declarations(before)
	if err != nil {
		return nil, err
	}
	young, err := declarations(after)
	if err != nil {
		return nil, err
	}
	names := maps.Clone(old)
	maps.Copy(names, young)
	var changes []APIChange
	for name, d := range names {
		was, is := old[name], young[name]
		_, ownerWas := old[d.owner]
		_, ownerIs := young[d.owner]
		if was == is || d.owner != "" && ownerWas != ownerIs {
			continue
		}
		changes = append(changes, APIChange{Kind: cmp.Or(is.kind, was.kind), Name: name, Before: was.text, After: is.text})
	}
	slices.SortFunc(changes, func(a, b APIChange) int { return cmp.Or(cmp.Compare(a.Name, b.Name), cmp.Compare(a.Kind, b.Kind)) })
	return changes, nil
}

// affected are the exported names of package payout that speak of what changed in package gen, be it through another type of gen. A new
// constant is a change of its type.
func affected(changes []APIChange, gen, payout string) ([]string, error) {
	if _, err := os.Stat(payout); len(changes) == 0 || errors.Is(err, fs.ErrNotExist) {
		return nil, nil
	}
	generated, err := declarations(gen)
	if err != nil {
		return nil, err
	}
	facade, err := declarations(payout)
	if err != nil {
		return nil, err
	}
	moved := map[string]bool{}
	for _, c := range changes {
		moved[typeNamed(c.Name)] = true
		if c.Kind == "const" {
			constType, _, _ := strings.Cut(cmp.Or(c.After, c.Before), " ")
			moved[constType] = true
		}
	}
	word := regexp.MustCompile(`\w+`)
	for grown := true; grown; {
		grown = false
		for name, d := range generated {
			holder := typeNamed(name)
			if d.kind == "field" && !moved[holder] && slices.ContainsFunc(word.FindAllString(d.text, -1), func(w string) bool { return moved[w] }) {
				moved[holder], grown = true, true
			}
		}
	}
	var names []string
	for name, d := range facade {
		for _, m := range regexp.MustCompile(`\bgen\.(\w+)`).FindAllStringSubmatch(d.text, -1) {
			if moved[m[1]] {
				names = append(names, "payout."+name)
			}
		}
	}
	slices.Sort(names)
	return slices.Compact(names), nil
}

// typeNamed is the type that a field or method belongs to, or the name itself.
func typeNamed(name string) string {
	owner, _, _ := strings.Cut(name, ".")
	return owner
}

// declarations reads the exported names of a folder's package, without its tests.
func declarations(dir string) (map[string]declaration, error) {
	files, err := os.ReadDir(dir)
	if err != nil {
		return nil, err
	}
	all := map[string]declaration{}
	for _, f := range files {
		if !strings.HasSuffix(f.Name(), ".go") || strings.HasSuffix(f.Name(), "_test.go") {
			continue
		}
		parsed, err := parser.ParseFile(token.NewFileSet(), filepath.Join(dir, f.Name()), nil, parser.SkipObjectResolution)
		if err != nil {
			return nil, err
		}
		ast.FileExports(parsed)
		for _, d := range parsed.Decls {
			switch d := d.(type) {
			case *ast.FuncDecl:
				function(all, d)
			case *ast.GenDecl:
				general(all, d)
			}
		}
	}
	return all, nil
}

func function(all map[string]declaration, d *ast.FuncDecl) {
	if d.Recv == nil {
		all[d.Name.Name] = declaration{kind: "func", text: text(d.Type)}
		return
	}
	receiver := text(d.Recv.List[0].Type)
	if owner, _, _ := strings.Cut(strings.TrimLeft(receiver, "*"), "["); ast.IsExported(owner) {
		all[owner+"."+d.Name.Name] = declaration{kind: "method", owner: owner, text: "(" + receiver + ") " + text(d.Type)}
	}
}

func general(all map[string]declaration, d *ast.GenDecl) {
	for _, s := range d.Specs {
		switch s := s.(type) {
		case *ast.TypeSpec:
			typeOf(all, s)
		case *ast.ValueSpec:
			for i, name := range s.Names {
				value := text(s.Type)
				if i < len(s.Values) {
					value += " = " + text(s.Values[i])
				}
				all[name.Name] = declaration{kind: d.Tok.String(), text: strings.TrimSpace(value)}
			}
		}
	}
}

// typeOf lists a type, and of a struct or interface its members. An embedded one has the name of its type.
func typeOf(all map[string]declaration, s *ast.TypeSpec) {
	word, members, kind := text(s.Type), &ast.FieldList{}, "field"
	switch t := s.Type.(type) {
	case *ast.StructType:
		word, members = "struct", t.Fields
	case *ast.InterfaceType:
		word, members, kind = "interface", t.Methods, ofInterface
	}
	if s.Assign.IsValid() {
		word = "= " + word
	}
	all[s.Name.Name] = declaration{kind: "type", text: word}
	for _, f := range members.List {
		what := text(f.Type)
		if f.Tag != nil {
			what += " " + f.Tag.Value
		}
		names := f.Names
		if embedded := strings.TrimLeft(text(f.Type), "*"); len(names) == 0 {
			names = []*ast.Ident{ast.NewIdent(embedded[strings.LastIndex(embedded, ".")+1:])}
		}
		for _, name := range names {
			all[s.Name.Name+"."+name.Name] = declaration{kind: kind, owner: s.Name.Name, text: what}
		}
	}
}

// text prints a piece of Go on one line, however it was laid out.
func text(node ast.Node) string {
	if e, ok := node.(ast.Expr); node == nil || ok && e == nil {
		return ""
	}
	var b strings.Builder
	if err := printer.Fprint(&b, token.NewFileSet(), node); err != nil {
		return ""
	}
	return plaintext.OneLine(b.String())
}
