package gen

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"reflect"
	"runtime/debug"
	"strings"
	"testing"
	"unicode/utf8"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/iyzipayout/iyzipayout/internal/codec"
	"github.com/iyzipayout/iyzipayout/money"
	"github.com/iyzipayout/iyzipayout/signing"
	"github.com/iyzipayout/iyzipayout/spec"
)

// model is one of the models of the document, empty.
type model interface {
	codec.Model
	codec.Writable
}

func models() []model {
	return []model{
		&Amount{}, &InvalidItem{}, &MassPayoutAuthRequest{}, &MassPayoutAuthResponse{}, &MassPayoutBalanceResponse{}, &MassPayoutInitializeRequest{},
		&MassPayoutInitializeResponse{}, &MassPayoutItem{}, &MassPayoutItemDetail{}, &MassPayoutItemResponse{}, &MassPayoutItemsPage{},
		&MassPayoutRetrieveRequest{}, &MassPayoutRetrieveResponse{}, &MassPayoutSummary{},
	}
}

func fresh(m model) model { return reflect.New(reflect.TypeOf(m).Elem()).Interface().(model) }

// stricter reports what the codec refuses and encoding/json does not.
func stricter(err error) bool {
	for _, refused := range []error{codec.ErrTwice, codec.ErrNotUTF8, codec.ErrManyNames, codec.ErrEmpties} {
		if errors.Is(err, refused) {
			return true
		}
	}
	return false
}

// requireAsEncodingJSON holds the codec against encoding/json: the same value or a refusal, and the same bytes.
func requireAsEncodingJSON(t *testing.T, m model, data []byte) {
	want, got := fresh(m), fresh(m)
	wantErr, gotErr := json.Unmarshal(data, want), codec.Unmarshal(data, got)
	if stricter(gotErr) {
		return
	}
	require.Equal(t, wantErr == nil, gotErr == nil, "%T: encoding/json says %v, the codec %v: %s", m, wantErr, gotErr, data)
	if wantErr != nil {
		return
	}
	require.Equal(t, want, got, "%s", data)
	wantBytes, wantErr := json.Marshal(want)
	gotBytes, gotErr := codec.Marshal(got)
	require.Equal(t, wantErr == nil, gotErr == nil, "%T: encoding/json says %v, the codec %v", m, wantErr, gotErr)
	require.Equal(t, string(wantBytes), string(gotBytes))
}

// Whatever a document holds, the codec reads and writes it as encoding/json does, or refuses it for a reason that stands in stricter.
func FuzzCodecIsEncodingJSON(f *testing.F) {
	for _, seed := range []string{
		`{"status":"success","errorCode":"1000","errorMessage":"Geçersiz imza","systemTime":1753877400123}`,
		`{"massPayout":{"totalAmount":1E+2,"merchantId":9223372036854775807},"massPayoutItems":{"items":[{"totalAmount":"20.00000000","errorMessages":["a",null]},null],"total":1},"page":1.0}`,
		`{"externalId":"b","items":[{"amount":{"currency":"TRY","value":100.50},"description":"<Maaş> & \"co\"\u2028\u0007","nonWithdrawable":true,"recipientType":"IBAN"}]}`,
		`{"amount":{"value":null,"x":{"a":[1,{"a":2}]}},"Items":[{}],"ITEMS":1}`, `{"item":{"itemStatus":"\ud83d\ude00\ud800"}}`, `{"STATUS":"s","ſtatus":"t"}`,
		`{"new":{"a":1,"a":2}}`, "{\"locale\":\"\xff\"}", `{"value":"1.5","currency":"\u0054RY"}`, `{"balance":true}`, `{"items":{}}`, `{"items":null,"errorMessages":"x"}`, ` [ ] `, `null`, `{"a":tru}`, `{"a":01}`, `{"a":-}`,
		strings.Repeat(`{"x":`, 10_001) + "1" + strings.Repeat("}", 10_001), strings.Repeat(`[`, 100), "", `{"externalId":"` + strings.Repeat("a", 300) + `"} x`,
	} {
		f.Add([]byte(seed))
	}
	f.Fuzz(func(t *testing.T, data []byte) {
		for _, m := range models() {
			requireAsEncodingJSON(t, m, data)
		}
	})
}

func FuzzCodecWritesAsEncodingJSON(f *testing.F) {
	f.Add("Ayşe \u2028 <&> \x00\x1f\x7f\b\f\n\r\t\"\\ \xff é", "100.50", int64(-7))
	f.Fuzz(func(t *testing.T, text, amount string, number int64) {
		d, _ := money.Parse(amount)
		for _, m := range models() {
			fill(reflect.ValueOf(m).Elem(), text, d, number)
			want, wantErr := json.Marshal(m)
			got, err := codec.Marshal(m)
			require.Equal(t, wantErr == nil, err == nil, "%v, %v", wantErr, err)
			require.Equal(t, string(want), string(got))
			if err == nil && utf8.ValidString(text) {
				requireAsEncodingJSON(t, m, got)
			}
		}
	})
}

// fill sets every member.
func fill(v reflect.Value, text string, d money.Decimal, number int64) {
	switch {
	case v.Type() == reflect.TypeFor[money.Decimal]():
		v.Set(reflect.ValueOf(d))
	case v.Kind() == reflect.String:
		v.SetString(text)
	case v.CanInt():
		v.SetInt(number)
	case v.Kind() == reflect.Bool:
		v.SetBool(number%2 == 0)
	case v.Kind() == reflect.Slice:
		v.Set(reflect.MakeSlice(v.Type(), int(number&3), int(number&3)))
		for i := range v.Len() {
			fill(v.Index(i), text, d, number)
		}
	case v.Kind() == reflect.Struct:
		for i := range v.NumField() {
			fill(v.Field(i), text, d, number)
		}
	}
}

// The list of models is that of the document's objects, so that the fuzz targets leave none out.
func TestTheCodecKnowsEveryModel(t *testing.T) {
	var known []string
	for _, m := range models() {
		known = append(known, reflect.TypeOf(m).Elem().Name())
	}
	doc, err := spec.Document()
	require.NoError(t, err)
	var objects []string
	for name, schema := range doc.Components.Schemas {
		if schema.Value.Type.Is("object") {
			objects = append(objects, name)
		}
	}
	assert.ElementsMatch(t, objects, known)
}

// What encoding/json takes and the codec does not; see also FuzzCodecIsEncodingJSON.
func TestTheCodecIsStricter(t *testing.T) {
	for document, want := range map[string]error{
		`{"status":"success","status":"failure"}`:                                      codec.ErrTwice,
		`{"status":"success","STATUS":"failure"}`:                                      codec.ErrTwice,
		`{"new":[{"a":1,"b":{"c":1,"C":2}}]}`:                                          codec.ErrTwice,
		"{\"locale\":\"\xff\"}":                                                        codec.ErrNotUTF8,
		`{"massPayoutItems":{"items":[{}` + strings.Repeat(",{ }", 3_000_000) + `]}}`:  codec.ErrEmpties,
		`{"massPayoutItems":{"items":[{"itemStatus":5}]}}`:                             nil,
		strings.Repeat(`{"item":`, 10_001) + "null" + strings.Repeat("}", 10_001):      codec.ErrNotJSON,
		`{"massPayoutItems":{"items":[{"referenceCode":"r","totalAmount":1e2}]}} junk`: codec.ErrNotJSON,
	} {
		err := codec.Unmarshal([]byte(document), &MassPayoutRetrieveResponse{})
		require.Error(t, err)
		if want != nil {
			assert.ErrorIs(t, err, want, "%.60s", document)
		} else {
			assert.EqualError(t, err, "member massPayoutItems.items.0.itemStatus: it is a JSON number where another type must be")
		}
	}
}

// Encoding and signing takes as many allocations for ten thousand items as for ten.
func TestAllocationsDoNotGrowWithTheItems(t *testing.T) {
	defer debug.SetGCPercent(debug.SetGCPercent(-1)) // a collection of garbage empties the pools
	credentials, err := signing.NewCredentials("sandbox-key", "sandbox-secret")
	require.NoError(t, err)
	signer, err := signing.New(credentials)
	require.NoError(t, err)
	for _, items := range []int{1, 100, 10_000} {
		request := initRequest(money.MustParse("100.50"))
		for len(request.Items) < items {
			request.Items = append(request.Items, request.Items[0])
			request.Items[0].Description = fmt.Sprintf("Maaş & \"prim\" %d", len(request.Items))
		}
		allocations := testing.AllocsPerRun(5, func() {
			var r *http.Request
			if r, err = NewInitMassPayoutRequest("https://sandbox-api.iyzipay.com", &InitMassPayoutParams{Locale: LocaleTr}, request); err == nil {
				err = signer.Edit(context.Background(), r)
			}
		})
		require.NoError(t, err)
		assert.LessOrEqual(t, allocations, 40.0+forgotten, "%d items", items)
	}
}
