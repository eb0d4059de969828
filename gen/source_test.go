package gen

import (
	"go/ast"
	"go/parser"
	"go/token"
	"strconv"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/iyzipayout/iyzipayout/spec"
)

func parseSource(t *testing.T) *ast.File {
	t.Helper()
	file, err := parser.ParseFile(token.NewFileSet(), "openapi.gen.go", nil, 0)
	require.NoError(t, err)
	return file
}

// Whatever rule makes the names of constants, each must be the name of its value.
func TestEnumConstantsAgreeWithTheirValues(t *testing.T) {
	doc, err := spec.Document()
	require.NoError(t, err)
	found := map[string][]string{}
	for _, declaration := range parseSource(t).Decls {
		group, ok := declaration.(*ast.GenDecl)
		if !ok || group.Tok != token.CONST {
			continue
		}
		for _, one := range group.Specs {
			constant := one.(*ast.ValueSpec)
			require.Len(t, constant.Names, 1)
			name, enum := constant.Names[0].Name, constant.Type.(*ast.Ident).Name
			value, err := strconv.Unquote(constant.Values[0].(*ast.BasicLit).Value)
			require.NoError(t, err)
			rest, ok := strings.CutPrefix(name, enum)
			require.True(t, ok, "%s must begin with %s", name, enum)
			assert.True(t, strings.EqualFold(rest, strings.ReplaceAll(value, "_", "")), "%s is %q", name, value)
			found[enum] = append(found[enum], value)
		}
	}
	want := 0
	for name, schema := range doc.Components.Schemas {
		if len(schema.Value.Enum) == 0 {
			continue
		}
		want++
		values := []string{}
		for _, value := range schema.Value.Enum {
			values = append(values, value.(string))
		}
		assert.ElementsMatch(t, values, found[name], name)
	}
	assert.Len(t, found, want)
}

// Models are plain values: no pointers to check for nil, nothing of type any, no header among the parameters.
func TestModelsArePlain(t *testing.T) {
	doc, err := spec.Document()
	require.NoError(t, err)
	models := 0
	for _, declaration := range parseSource(t).Decls {
		group, ok := declaration.(*ast.GenDecl)
		if !ok || group.Tok != token.TYPE {
			continue
		}
		for _, one := range group.Specs {
			model := one.(*ast.TypeSpec)
			fields, isStruct := model.Type.(*ast.StructType)
			_, isSchema := doc.Components.Schemas[model.Name.Name]
			isParams := strings.HasSuffix(model.Name.Name, "Params")
			if !isStruct || !isSchema && !isParams {
				continue
			}
			models++
			for _, field := range fields.Fields.List {
				assertPlain(t, model.Name.Name, field)
				if isParams {
					assert.Contains(t, field.Tag.Value, `form:"locale"`, "%s: the locale is the only parameter beside the path", model.Name.Name)
				}
			}
		}
	}
	want := len(Operations())
	for _, schema := range doc.Components.Schemas {
		if schema.Value.Type.Is("object") {
			want++
		}
	}
	assert.Equal(t, want, models, "objects of the document and parameters of the operations")
}

func assertPlain(t *testing.T, model string, field *ast.Field) {
	t.Helper()
	ast.Inspect(field.Type, func(n ast.Node) bool {
		switch n := n.(type) {
		case *ast.StarExpr, *ast.InterfaceType, *ast.MapType, *ast.FuncType:
			t.Errorf("%s.%v: is no plain value", model, field.Names)
		case *ast.Ident:
			assert.NotContains(t, []string{"any", "float32", "float64"}, n.Name, "%s.%v", model, field.Names)
		}
		return true
	})
}
