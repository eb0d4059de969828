package main

import (
	"io/fs"
	"os"
	"strings"
	"testing"
	"testing/fstest"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/iyzipayout/iyzipayout/spec"
)

// genFolder is the configuration of the generator, with edits: file, old, new.
func genFolder(t *testing.T, edits ...[3]string) fstest.MapFS {
	t.Helper()
	dir := fstest.MapFS{}
	for _, name := range []string{configFile, overlayFile} {
		data, err := fs.ReadFile(os.DirFS("../../../gen"), name)
		require.NoError(t, err)
		dir[name] = &fstest.MapFile{Data: data}
	}
	for _, e := range edits {
		require.Equal(t, 1, strings.Count(string(dir[e[0]].Data), e[1]), "%s must hold %q once", e[0], e[1])
		dir[e[0]] = &fstest.MapFile{Data: []byte(strings.Replace(string(dir[e[0]].Data), e[1], e[2], 1))}
	}
	return dir
}

// A directive is guarded as every other action of an overlay is.
func TestClientRefuses(t *testing.T) {
	for want, e := range map[string][3]string{
		"gen/overlay.yaml:10: action on $.components.schemas.Gone: the target matches nothing":                                              {overlayFile, `schemas.ErrorCode"`, `schemas.Gone"`},
		"gen/overlay.yaml:10: action on $.components.schemas.ErrorCode: the action changes nothing":                                         {overlayFile, "    update:\n      x-go-type: codes.Code\n\n  - target: \"$.components.schemas.InvalidItem", "    update:\n      x-role: error-code\n\n  - target: \"$.components.schemas.InvalidItem"},
		"RecipientType: gen/overlay.yaml (x-go-names) names the value PASSPORT, which is gone: take it out there":                           {overlayFile, "{IBAN: IBAN", "{PASSPORT: Passport"},
		`RecipientType: the values "IBAN" and "MEMBER_ID" would both be IBAN in Go: give one another name in gen/overlay.yaml (x-go-names)`: {overlayFile, "MEMBER_ID: MemberID", "MEMBER_ID: IBAN"},
		`RecipientType: "Member ID" is no Go name for the value "MEMBER_ID": give it one in gen/overlay.yaml (x-go-names)`:                  {overlayFile, "MEMBER_ID: MemberID", "MEMBER_ID: Member ID"},
		"gen/config.yaml: yaml: unmarshal errors:\n  line 3: field generat not found in type codegen.Configuration":                         {configFile, "generate:", "generat:"},
		"gen/overlay.yaml:10: action on $.components.schemas.ErrorCode: no x-source: say on whose word":                                     {overlayFile, "one comparable type in Go instead of a union.\n    x-source: 'ours: a type of the client, nothing on the wire depends on it'\n", "one type.\n"},
	} {
		_, err := client(genFolder(t, e), spec.YAML())
		assert.EqualError(t, err, want)
	}
}

func TestNames(t *testing.T) {
	for value, want := range map[string]string{
		"INIT": "Init", "PUBLISHED_TO_QUEUE": "PublishedToQueue", "tr": "Tr", "on-hold": "OnHold", "a.b c": "ABC", "2ND": "2nd", "": "", "ğ": "",
	} {
		assert.Equal(t, want, goName(value), value)
	}
	document := func(values, more string) string {
		return `{"components":{"schemas":{"State":{"type":"string","enum":[` + values + `]` + more + `}}}}`
	}
	for text, want := range map[string]any{
		document(`"INIT","ON_HOLD"`, ""):                                  []any{"Init", "OnHold"},
		document(`"IBAN","2ND"`, `,"x-go-names":{"IBAN":"IBAN"}`):         []any{"IBAN", "2nd"},
		document(`"ON_HOLD","on-hold"`, `,"x-go-names":{"on-hold":"Ok"}`): []any{"OnHold", "Ok"},
	} {
		doc := load(t, text)
		require.NoError(t, nameValues(doc), text)
		assert.Equal(t, map[string]any{"x-enum-varnames": want}, doc.Components.Schemas["State"].Value.Extensions)
	}
	assert.EqualError(t, nameValues(load(t, document(`"?"`, ""))), `State: "" is no Go name for the value "?": give it one in gen/overlay.yaml (x-go-names)`)
	assert.EqualError(t, nameValues(load(t, document(`"a_b","A-B"`, ""))),
		`State: the values "a_b" and "A-B" would both be AB in Go: give one another name in gen/overlay.yaml (x-go-names)`)
	assert.NoError(t, nameValues(load(t, `{}`)))
}
