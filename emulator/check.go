package emulator

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"mime"
	"net/http"
	"slices"
	"strings"

	"github.com/getkin/kin-openapi/openapi3"
	"github.com/go-json-experiment/json/jsontext"

	"github.com/iyzipayout/iyzipayout/codes"
	"github.com/iyzipayout/iyzipayout/spec"
)

// check holds a call against the document: its path parameter and its body.
func (e *Emulator) check(c *call) *failure {
	if broken := e.contract.rules.Check(c.route.parameter, c.parameter); len(broken) > 0 {
		return ruleFailure(parameterName(c.route), broken[0])
	}
	if c.route.body == nil {
		// {} and null are what the vendor's Node and Python clients sign and send where there is no body.
		if !e.settings.Lenient && !slices.Contains([]string{"", "{}", "null"}, string(bytes.TrimSpace(c.body))) {
			return invalid("this operation takes no body", "bu işlem gövde kabul etmez").by("E25")
		}
		return nil
	}
	value, f := e.jsonBody(c.request.Header, c.body)
	if f != nil {
		return f
	}
	if e.settings.Lenient {
		describe(value)
	}
	if err := c.route.body.VisitJSON(value, openapi3.MultiErrors()); err != nil {
		return schemaFailure(err)
	}
	for _, v := range e.contract.rules.Check(c.route.body, value) {
		if _, ofLine := lineOf(v.Pointer); !ofLine {
			return ruleFailure(pointerField(v.Pointer), v)
		}
		c.broken = append(c.broken, v)
	}
	return nil
}

// describe gives lines without a description one, so that the document does not refuse them. It is not stored.
func describe(init any) {
	body, _ := init.(map[string]any)
	items, _ := body["items"].([]any)
	for _, item := range items {
		if line, ok := item.(map[string]any); ok && line["description"] == nil {
			line["description"] = "none"
		}
	}
}

func ruleFailure(field string, v spec.Violation) *failure {
	return &failure{code: ruleCode(v), about: ruleWords(field, v)}
}

func parameterName(r *route) string {
	return strings.Join(r.path.Names(), "")
}

// schemaFailure explains the first thing that the schema refuses.
func schemaFailure(err error) *failure {
	first := err
	for many, ok := first.(openapi3.MultiError); ok && len(many) > 0; many, ok = first.(openapi3.MultiError) {
		first = many[0]
	}
	refused, ok := errors.AsType[*openapi3.SchemaError](first)
	if !ok {
		return invalid("the body does not fit its schema", "gövde şemasına uymuyor")
	}
	code := codes.InvalidRequest
	if refused.SchemaField == "required" {
		code = codes.MandatoryField
	}
	f := &failure{code: code, about: schemaWords(field(refused.JSONPointer()), refused)}
	if at := refused.JSONPointer(); len(at) > 1 && at[0] == "items" {
		return f.by("E12")
	}
	return f
}

// jsonBody decodes a body, numbers exact.
func (e *Emulator) jsonBody(header http.Header, body []byte) (any, *failure) {
	if f := mediaType(header); f != nil && !e.settings.Lenient {
		return nil, f
	}
	if f := strictJSON(body); f != nil {
		return nil, f
	}
	decoder := json.NewDecoder(bytes.NewReader(body))
	decoder.UseNumber()
	var value any
	if err := decoder.Decode(&value); err != nil {
		return nil, invalid("the body is not JSON", "gövde JSON değil")
	}
	return value, nil
}

func mediaType(header http.Header) *failure {
	kind, parameters, err := mime.ParseMediaType(header.Get("Content-Type"))
	charset, stated := parameters["charset"]
	switch {
	case err != nil || kind != "application/json" || stated && !strings.EqualFold(charset, "utf-8"):
		return invalid("Content-Type must be application/json, in UTF-8", "Content-Type, UTF-8 ile application/json olmalıdır")
	case header.Get("Content-Encoding") != "":
		return invalid("the body must not be compressed", "gövde sıkıştırılmamalıdır")
	}
	return nil
}

// strictJSON refuses what programs read differently: members that come twice, anything behind the value, bytes that are
// no UTF-8. It tells the place in bytes only: a name or a value would quote the body.
func strictJSON(body []byte) *failure {
	decoder := jsontext.NewDecoder(bytes.NewReader(body))
	_, err := decoder.ReadValue()
	if err == nil {
		if _, err = decoder.ReadToken(); errors.Is(err, io.EOF) {
			return nil
		}
		return invalidAt(decoder.InputOffset(), "something stands behind the JSON value of the body", "gövdedeki JSON değerinden sonra başka bir şey var").by("E25")
	}
	offset := decoder.InputOffset()
	if syntactic, ok := errors.AsType[*jsontext.SyntacticError](err); ok {
		offset = syntactic.ByteOffset
	}
	if errors.Is(err, jsontext.ErrDuplicateName) {
		return invalidAt(offset, "the body has a member twice", "gövdede bir alan iki kez geçiyor").by("E25")
	}
	return invalidAt(offset, "the body is not JSON", "gövde JSON değil")
}

func invalidAt(offset int64, en, tr string) *failure {
	return invalid(fmt.Sprintf("%s (at byte %d)", en, offset), fmt.Sprintf("%s (%d. bayt)", tr, offset))
}
