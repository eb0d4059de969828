package payout_test

import (
	"go/ast"
	"go/parser"
	"go/token"
	"maps"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/iyzipayout/iyzipayout/gen"
)

// methodFacts is what the source says about one method of Client.
type methodFacts struct {
	doc        string
	operations map[gen.Operation]bool // that it names
	calls      map[string]bool        // other methods of Client
}

// Every exported method that calls the service names the operation exactly once, by method and path, as the document has it;
// and every operation has such a method, but for one that a page has only just brought.
func TestEveryMethodNamesItsOperation(t *testing.T) {
	methods := clientMethods(t)
	require.Contains(t, methods, "Init")
	covered := map[gen.Operation]bool{}
	for name, facts := range methods {
		if !ast.IsExported(name) || name == "Environment" { // which calls nothing
			continue
		}
		reached := reachable(methods, name, map[string]bool{})
		named := regexp.MustCompile(`\b(GET|POST|PUT|PATCH|DELETE) (/[^\s)]*)`).FindAllString(facts.doc, -1)
		if !assert.Len(t, reached, 1, "%s calls one operation", name) {
			continue
		}
		op := slices.Collect(maps.Keys(reached))[0]
		assert.Equal(t, []string{op.Method() + " " + op.Path()}, named, "%s names its operation once", name)
		covered[op] = true
	}
	for _, op := range gen.Operations() {
		assert.True(t, covered[op] || op.Retry() == "", "%s has a method", op)
	}
}

func reachable(methods map[string]*methodFacts, name string, seen map[string]bool) map[gen.Operation]bool {
	facts := methods[name]
	if facts == nil || seen[name] {
		return nil
	}
	seen[name] = true
	found := maps.Clone(facts.operations)
	for callee := range facts.calls {
		maps.Copy(found, reachable(methods, callee, seen))
	}
	return found
}

func clientMethods(t *testing.T) map[string]*methodFacts {
	names, err := filepath.Glob("*.go")
	require.NoError(t, err)
	methods := map[string]*methodFacts{}
	for _, name := range names {
		if strings.HasSuffix(name, "_test.go") {
			continue
		}
		file, err := parser.ParseFile(token.NewFileSet(), name, nil, parser.ParseComments)
		require.NoError(t, err)
		for _, declaration := range file.Decls {
			if method, ok := declaration.(*ast.FuncDecl); ok && receiver(method) == "Client" {
				methods[method.Name.Name] = factsOf(method)
			}
		}
	}
	return methods
}

func receiver(method *ast.FuncDecl) string {
	if method.Recv == nil {
		return ""
	}
	kind := method.Recv.List[0].Type
	if pointer, ok := kind.(*ast.StarExpr); ok {
		kind = pointer.X
	}
	name, _ := kind.(*ast.Ident)
	return name.Name
}

func factsOf(method *ast.FuncDecl) *methodFacts {
	facts := &methodFacts{doc: method.Doc.Text(), operations: map[gen.Operation]bool{}, calls: map[string]bool{}}
	self := method.Recv.List[0].Names[0].Name
	ast.Inspect(method.Body, func(n ast.Node) bool {
		selector, ok := n.(*ast.SelectorExpr)
		if !ok {
			return true
		}
		of, ok := selector.X.(*ast.Ident)
		if !ok {
			return true
		}
		name, isOperation := strings.CutPrefix(selector.Sel.Name, "Operation")
		switch {
		case of.Name == self:
			facts.calls[selector.Sel.Name] = true
		case of.Name == "gen" && isOperation:
			facts.operations[gen.Operation(strings.ToLower(name[:1])+name[1:])] = true
		}
		return true
	})
	return facts
}
