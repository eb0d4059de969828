package main

import (
	"bytes"
	_ "embed"
	"fmt"
	"go/ast"
	"go/format"
	"go/parser"
	"go/token"
	"go/types"
	"reflect"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"text/template"
)

//go:embed codec.go.tmpl
var codecTemplate string

// model is a type of the generated client that is written to or read from JSON.
type model struct {
	Type   string
	Fields []field
	Zero   bool // somebody asks whether it is zero, because it is left out then
}

// field is a member of a model. Kind says how the codec treats it.
type field struct {
	Name, JSON, Type, Elem string
	Kind                   string // text, integer, bool, decimal, model, models, texts or other
	Bits                   string // of an integer
	Optional               bool   // left out where it is zero
}

// codecSource is gen/codec.gen.go: how each model is written and read. It follows the models that oapi-codegen made, so that a new
// member of the document needs no hand. A type that it has no code of its own for goes through encoding/json.
func codecSource(client []byte) ([]byte, error) {
	file, err := parser.ParseFile(token.NewFileSet(), "openapi.gen.go", client, parser.SkipObjectResolution)
	if err != nil {
		return nil, err
	}
	declared := map[string]ast.Expr{}
	var order []string
	for _, declaration := range file.Decls {
		group, ok := declaration.(*ast.GenDecl)
		if !ok || group.Tok != token.TYPE {
			continue
		}
		for _, one := range group.Specs {
			spec := one.(*ast.TypeSpec)
			declared[spec.Name.Name] = spec.Type
			order = append(order, spec.Name.Name)
		}
	}
	var models []model
	for _, name := range order {
		made, is, err := modelOf(name, declared)
		if err != nil {
			return nil, err
		}
		if is {
			models = append(models, made)
		}
	}
	markZero(models)
	t, err := template.New("codec").Parse(codecTemplate)
	if err != nil {
		return nil, err
	}
	var b bytes.Buffer
	if err := t.Execute(&b, models); err != nil {
		return nil, err
	}
	return format.Source(b.Bytes())
}

// markZero marks the models that are optional members, and those within them.
func markZero(models []model) {
	for again := true; again; {
		again = false
		for _, outer := range models {
			for _, f := range outer.Fields {
				i := slices.IndexFunc(models, func(m model) bool { return f.Kind == "model" && m.Type == f.Type })
				if i >= 0 && (f.Optional || outer.Zero) && !models[i].Zero {
					models[i].Zero, again = true, true
				}
			}
		}
	}
}

// useCodec makes the client call the codec where oapi-codegen calls encoding/json.
func useCodec(client string) (string, error) {
	const own = "\t\"github.com/iyzipayout/iyzipayout/codes\"\n"
	client = strings.NewReplacer(
		"\t\"encoding/json\"\n", "", own, own+"\t\"github.com/iyzipayout/iyzipayout/internal/codec\"\n",
		"json.Marshal(body)", "codec.Marshal(&body)", "json.Unmarshal(bodyBytes, &dest)", "codec.Unmarshal(bodyBytes, &dest)",
		"io.ReadAll(rsp.Body)", "codec.ReadAll(rsp, math.MaxInt64)", "\t\"io\"\n", "\t\"io\"\n\t\"math\"\n",
	).Replace(client)
	if call := regexp.MustCompile(`.*\bjson\.\w+\(.*`).FindString(client); call != "" {
		return "", fmt.Errorf("oapi-codegen calls encoding/json in a way that is not known here: %s", strings.TrimSpace(call))
	}
	return client, nil
}

// isModel reports a struct whose members all have names in JSON, and are no parameters.
func isModel(expr ast.Expr) (*ast.StructType, bool) {
	s, ok := expr.(*ast.StructType)
	if !ok || len(s.Fields.List) == 0 {
		return nil, false
	}
	for _, f := range s.Fields.List {
		if _, named := tagOf(f).Lookup("json"); !named || tagOf(f).Get("form") != "" {
			return nil, false
		}
	}
	return s, true
}

func tagOf(f *ast.Field) reflect.StructTag {
	if f.Tag == nil {
		return ""
	}
	tag, _ := strconv.Unquote(f.Tag.Value)
	return reflect.StructTag(tag)
}

func modelOf(name string, declared map[string]ast.Expr) (model, bool, error) {
	s, ok := isModel(declared[name])
	if !ok {
		return model{}, false, nil
	}
	m := model{Type: name}
	if len(s.Fields.List) > 64 {
		return m, false, fmt.Errorf("%s has more members than codec.Object can tell apart (64)", name)
	}
	for _, f := range s.Fields.List {
		member, options, _ := strings.Cut(tagOf(f).Get("json"), ",")
		made := field{Name: f.Names[0].Name, JSON: member, Type: types.ExprString(f.Type)}
		switch options {
		case "":
		case "omitempty,omitzero":
			made.Optional = true
		default:
			return m, false, fmt.Errorf("%s.%s: the codec does not know how to write `json:\",%s\"`", name, made.Name, options)
		}
		made.Kind = kindOf(f.Type, declared, &made)
		m.Fields = append(m.Fields, made)
	}
	return m, true, nil
}

// kindOf is how the codec treats a type.
func kindOf(expr ast.Expr, declared map[string]ast.Expr, f *field) string {
	switch t := expr.(type) {
	case *ast.ArrayType:
		f.Elem = types.ExprString(t.Elt)
		switch kind := kindOf(t.Elt, declared, &field{}); {
		case t.Len == nil && kind == "model":
			return "models"
		case t.Len == nil && f.Elem == "string":
			return "texts"
		}
	case *ast.SelectorExpr:
		if types.ExprString(t) == "money.Decimal" {
			return "decimal"
		}
	case *ast.Ident:
		switch f.Bits = strings.TrimPrefix(t.Name, "int"); t.Name {
		case "string":
			return "text"
		case "bool":
			return "bool"
		case "int":
			f.Bits = "strconv.IntSize"
			return "integer"
		case "int8", "int16", "int32", "int64":
			return "integer"
		}
		if _, is := isModel(declared[t.Name]); is {
			return "model"
		}
		if under, ok := declared[t.Name].(*ast.Ident); ok && under.Name == "string" {
			return "text"
		}
	}
	return "other"
}
