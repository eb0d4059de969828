package emulator_test

import (
	"encoding/json"
	"fmt"
	"maps"
	"os"
	"reflect"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/santhosh-tekuri/jsonschema/v6"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"gopkg.in/yaml.v3"

	"github.com/iyzipayout/iyzipayout/codes"
	"github.com/iyzipayout/iyzipayout/emulator"
	"github.com/iyzipayout/iyzipayout/gen"
	"github.com/iyzipayout/iyzipayout/money"
)

const seedSchema = "../docs/seed.schema.json"

// node is a schema, as far as it is looked at here.
type node struct {
	Ref                  string          `json:"$ref"`
	Type                 any             `json:"type"`
	Enum                 []string        `json:"enum"`
	Properties           map[string]node `json:"properties"`
	Items                *node           `json:"items"`
	AdditionalProperties any             `json:"additionalProperties"`
	Defs                 map[string]node `json:"$defs"`
}

// The schema has the members of the Go types, each of its kind: no more and no less.
func TestSeedSchemaIsThatOfTheTypes(t *testing.T) {
	t.Parallel()
	text, err := os.ReadFile(seedSchema)
	require.NoError(t, err)
	var root node
	require.NoError(t, json.Unmarshal(text, &root))
	var same func(kind reflect.Type, schema node, at string)
	same = func(kind reflect.Type, schema node, at string) {
		if schema.Ref != "" {
			schema = root.Defs[strings.TrimPrefix(schema.Ref, "#/$defs/")]
		}
		if kind.Kind() == reflect.Pointer {
			kind = kind.Elem()
		}
		if len(schema.Enum) > 0 {
			assert.Equal(t, reflect.String, kind.Kind(), at)
			return
		}
		switch kind {
		case reflect.TypeFor[money.Decimal]():
			assert.Contains(t, fmt.Sprint(schema.Type), "number", at)
			return
		case reflect.TypeFor[codes.Code]():
			assert.Equal(t, []any{"string", "number"}, schema.Type, at)
			return
		case reflect.TypeFor[time.Duration]():
			assert.Equal(t, "string", schema.Type, at)
			return
		case reflect.TypeFor[json.RawMessage]():
			same(reflect.TypeFor[gen.MassPayoutInitializeRequest](), schema, at)
			return
		}
		types := map[reflect.Kind]string{reflect.Struct: "object", reflect.Map: "object", reflect.Slice: "array", reflect.String: "string",
			reflect.Bool: "boolean", reflect.Int: "integer", reflect.Int64: "integer", reflect.Uint64: "integer"}
		require.Equal(t, types[kind.Kind()], schema.Type, at)
		switch kind.Kind() {
		case reflect.Slice:
			same(kind.Elem(), *schema.Items, at+"[]")
		case reflect.Struct:
			var names []string
			for _, member := range reflect.VisibleFields(kind) {
				name, _, _ := strings.Cut(member.Tag.Get("json"), ",")
				if name == "" {
					continue
				}
				names = append(names, name)
				if property, there := schema.Properties[name]; assert.True(t, there, "%s has no %s", at, name) {
					same(member.Type, property, at+"."+name)
				}
			}
			assert.ElementsMatch(t, names, slices.Collect(maps.Keys(schema.Properties)), at)
			if !strings.Contains(kind.PkgPath(), "gen") { // the body of a call may have more
				assert.Equal(t, false, schema.AdditionalProperties, at)
			}
		}
	}
	same(reflect.TypeFor[emulator.Seed](), root, "seed")
}

// Words of the schema are those that the emulator lists when it is given another one, and it takes each of them.
func TestSeedSchemaHasTheWordsOfTheEmulator(t *testing.T) {
	t.Parallel()
	text, err := os.ReadFile(seedSchema)
	require.NoError(t, err)
	var root node
	require.NoError(t, json.Unmarshal(text, &root))
	looked := 0
	for name, seed := range map[string]string{
		"duplicateInit": `{duplicateInit: %s}`, "duplicateAuth": `{duplicateAuth: %s}`, "shortage": `{shortage: %s}`, "mixedStatus": `{mixedStatus: %s}`,
		"completedStatus": `{completedStatus: %s}`, "pace": `{pace: %s}`, "clock": `{clock: %s}`,
		"recipient.recipientType": `{recipients: [{recipientType: %s, recipientInfo: x, outcome: paid}]}`,
		"recipient.outcome":       `{recipients: [{recipientType: IBAN, recipientInfo: x, outcome: %s}]}`,
		"fault.kind":              `{faults: [{kind: %s, for: 1s}]}`,
		"fault.operation":         `{faults: [{kind: duplicate, operation: %s}]}`,
		"init.purpose":            `{batches: [{init: {externalId: a, conversationId: b, purpose: %s, items: [{itemExternalId: a, recipientType: PHONE, recipientInfo: "+905000000001", amount: {value: 1, currency: TRY}, description: d}]}}]}`,
	} {
		of, member, within := strings.Cut(name, ".")
		enum := root.Properties[of].Enum
		if within {
			schema := root.Defs[of].Properties[member]
			if schema.Ref != "" {
				schema = root.Defs[strings.TrimPrefix(schema.Ref, "#/$defs/")]
			}
			enum = schema.Enum
		}
		enum = slices.DeleteFunc(enum, func(word string) bool { return word == "" })
		require.NotEmpty(t, enum, name)
		looked++
		_, err := emulator.ReadSeed("s", fmt.Appendf(nil, seed, "none-of-them"))
		require.Error(t, err, name)
		listed := regexp.MustCompile(`(?:must be one of|must be|only) \[?(.*?)(?:, or absent.*)?\]?$`).FindStringSubmatch(err.Error())
		require.NotNil(t, listed, err)
		assert.ElementsMatch(t, enum, strings.Fields(strings.NewReplacer(",", "", " or ", " ").Replace(listed[1])), name)
		for _, word := range enum {
			if _, err := emulator.ReadSeed("s", fmt.Appendf(nil, seed, word)); err != nil {
				assert.Contains(t, err.Error(), "for: a fault of kind", name) // known, and without it
			}
		}
	}
	assert.Equal(t, strings.Count(string(text), `"enum"`), looked)
}

// What the emulator takes the schema takes. What is wrong in a way that a schema can see both refuse.
func TestSeedSchemaAndEmulatorAgree(t *testing.T) {
	t.Parallel()
	schema, err := jsonschema.NewCompiler().Compile(seedSchema)
	require.NoError(t, err)
	example, err := os.ReadFile("../examples/emulator.yaml")
	require.NoError(t, err)
	for name, tt := range map[string]struct {
		seed  string
		taken bool
	}{
		"example":         {string(example), true},
		"of the tests":    {strings.NewReplacer("2026-11-28", `"2026-11-28"`, "1000:", `"1000":`).Replace(seedText), true}, // else not texts to the test's YAML
		"nothing":         {`{}`, true},
		"texts":           {`{balance: "1E+2", commission: "0.50", recipients: [{recipientType: PHONE, recipientInfo: "+905321112233", outcome: refuse, code: 24}]}`, true},
		"durations":       {`{faults: [{kind: slow, for: 1m30.5s}, {kind: http_429, retryAfter: 5s, every: true, nth: 2}, {kind: slow, for: .5s, operation: ""}]}`, true},
		"unknown member":  {`{pase: test}`, false},
		"negative":        {`{balance: "-1"}`, false},
		"no number":       {`{commission: dear}`, false},
		"a bare duration": {`{faults: [{kind: slow, for: 1}]}`, false},
		"no unit":         {`{faults: [{kind: slow, for: "1"}]}`, false},
		"status":          {`{failureStatus: {any: 600}}`, false},
		"no outcome":      {`{recipients: [{recipientType: IBAN, recipientInfo: x}]}`, false},
		"empty info":      {`{recipients: [{recipientType: IBAN, recipientInfo: "", outcome: paid}]}`, false},
		"no init":         {`{batches: [{authorize: true}]}`, false},
		"no items":        {`{batches: [{init: {externalId: a, conversationId: b, items: []}}]}`, false},
		"a list":          {`[]`, false},
		"digits":          {`{recipients: [{recipientType: MEMBER_ID, recipientInfo: 4711, outcome: paid}]}`, false},
		"a fraction":      {`{randomSeed: 1.5}`, false},
		"half a body":     {`{bodyLimit: -1}`, false},
	} {
		var value any
		require.NoError(t, yaml.Unmarshal([]byte(tt.seed), &value), name)
		encoded, err := json.Marshal(value)
		require.NoError(t, err, name)
		document, err := jsonschema.UnmarshalJSON(strings.NewReader(string(encoded)))
		require.NoError(t, err)
		_, err = emulator.ReadSeed("s", []byte(tt.seed))
		assert.Equal(t, tt.taken, err == nil, "%s: %v", name, err)
		err = schema.Validate(document)
		assert.Equal(t, tt.taken, err == nil, "%s: %v", name, err)
	}
}
