package emulator

import (
	"encoding/json"
	"errors"
	"net/http/httptest"
	"testing"
	"time"

	"github.com/getkin/kin-openapi/openapi3"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/iyzipayout/iyzipayout/codes"
	"github.com/iyzipayout/iyzipayout/gen"
	"github.com/iyzipayout/iyzipayout/spec"
)

// The routes are those of the document: a document that has lost something makes no emulator.
func TestContractNeedsTheDocument(t *testing.T) {
	t.Parallel()
	tests := map[string]struct {
		change func(*openapi3.T)
		says   string
	}{
		"no path":   {func(doc *openapi3.T) { doc.Paths.Delete("/v1/mass/payout/balance") }, "getMassPayoutBalance: the document has no GET /v1/mass/payout/balance"},
		"no method": {func(doc *openapi3.T) { doc.Paths.Value("/v1/mass/payout/auth").Post = nil }, "authMassPayout: the document has no POST"},
		"no locale": {func(doc *openapi3.T) { doc.Paths.Value("/v1/mass/payout/init").Post.Parameters = nil }, "initMassPayout: the document has no parameter locale"},
		"another parameter": {func(doc *openapi3.T) {
			op := doc.Paths.Value("/v1/mass/payout/init").Post
			op.Parameters = append(op.Parameters, &openapi3.ParameterRef{Value: openapi3.NewHeaderParameter("X-New").WithSchema(openapi3.NewStringSchema())})
		}, "initMassPayout: the emulator does not know the parameter X-New"},
		"another body": {func(doc *openapi3.T) {
			doc.Paths.Value("/v1/mass/payout/init").Post.RequestBody.Value.Content = openapi3.Content{"text/plain": openapi3.NewMediaType()}
		}, "initMassPayout: the document has no schema for the body"},
		"a broken rule": {func(doc *openapi3.T) {
			doc.Components.Schemas["Amount"].Value.Properties["currency"].Value.Extensions["x-form"] = "("
		}, "x-form"},
	}
	for name, tt := range tests {
		doc, err := spec.Document()
		require.NoError(t, err)
		tt.change(doc)
		_, err = newContract(doc)
		require.ErrorContains(t, err, tt.says, name)
	}
}

// An operation that the document has and the emulator has not is refused, not a crash.
func TestOperationThatIsNotBuiltYet(t *testing.T) {
	t.Parallel()
	e, err := New()
	require.NoError(t, err)
	_, f := e.perform(&call{route: &route{operation: "refundMassPayout"}})
	require.NotNil(t, f)
	assert.Equal(t, codes.System, f.code)
}

// 50000 is the one code that is published as a number.
func TestFormOfErrorCodes(t *testing.T) {
	t.Parallel()
	c := &call{now: time.UnixMilli(1_759_231_970_716), locale: gen.LocaleEn}
	for code, want := range map[codes.Code]string{codes.RateLimited: `"errorCode":50000`, codes.InvalidRequest: `"errorCode":"11"`} {
		data, err := encode((&failure{code: code}).answer(c))
		require.NoError(t, err)
		assert.Contains(t, string(data), want)
	}
}

// Every operation is refused in words of both languages.
func TestEveryCodeHasWords(t *testing.T) {
	t.Parallel()
	for _, code := range []codes.Code{
		codes.System, codes.TokenNotVerified, codes.InvalidRequest, codes.MandatoryField, codes.InvalidSignature, codes.UnknownCredentials,
		codes.SignatureMissing, codes.AuthorizationMissing, codes.InsufficientFunds, "4711",
	} {
		w := sentence(code, words{})
		assert.NotEmpty(t, w.en, code)
		assert.NotEmpty(t, w.tr, code)
		assert.NotEqual(t, w.en, w.tr, code)
	}
}

// Rules and schema keywords that nobody has thought of yet still get words, and a name.
func TestWordsForUnknownRules(t *testing.T) {
	t.Parallel()
	about := ruleWords("amount.value", spec.Violation{Rule: "x-new", Message: "must be even"})
	assert.Equal(t, words{en: "amount.value must be even", tr: "amount.value geçerli bir değer değil"}, about)
	schema := openapi3.NewStringSchema().WithMaxLength(1)
	var refused *openapi3.SchemaError
	require.ErrorAs(t, schema.VisitJSON("long"), &refused)
	assert.Equal(t, words{en: "name breaks maxLength of its schema", tr: "name, şemasındaki maxLength kuralına uymuyor"}, schemaWords("name", refused))
	assert.Equal(t, invalid("the body does not fit its schema", "gövde şemasına uymuyor"), schemaFailure(errors.New("odd")))
}

// An answer that cannot be encoded is a system error and no crash. Nothing is known to make one.
func TestAnswerThatCannotBeEncoded(t *testing.T) {
	t.Parallel()
	c := &call{now: time.UnixMilli(1_759_231_970_716)}
	r := c.reply(200, &answer{Balance: func() {}})
	assert.Equal(t, 500, r.status)
	var got map[string]any
	require.NoError(t, json.Unmarshal(r.body, &got))
	assert.Equal(t, "1", got["errorCode"])
}

// A body may be missing or break off; both are refused.
func TestBodyThatBreaksOff(t *testing.T) {
	t.Parallel()
	e, err := New()
	require.NoError(t, err)
	request := httptest.NewRequest("POST", "/v1/mass/payout/init?locale=en", brokenReader{})
	recorder := httptest.NewRecorder()
	e.ServeHTTP(recorder, request)
	assert.Contains(t, recorder.Body.String(), "the body could not be read to its end")
	request.Body = nil
	recorder = httptest.NewRecorder()
	e.ServeHTTP(recorder, request)
	assert.Contains(t, recorder.Body.String(), `"errorCode":"1009"`)
}

type brokenReader struct{}

func (brokenReader) Read([]byte) (int, error) { return 0, errors.New("connection reset") }
