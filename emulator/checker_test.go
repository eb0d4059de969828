package emulator_test

import (
	"bytes"
	"encoding/json"
	"io"
	"net/http"
	"net/http/httptest"
	"strconv"
	"testing"

	"github.com/getkin/kin-openapi/openapi3"
	"github.com/stretchr/testify/assert"

	"github.com/iyzipayout/iyzipayout/gen"
	"github.com/iyzipayout/iyzipayout/spec"
)

// checker holds every answer of a handler against the document. It stands in front of the emulator in nearly every test of
// this package.
type checker struct {
	t     testing.TB
	next  http.Handler
	doc   *openapi3.T
	rules *spec.Rules
}

func (c *checker) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	sent, err := io.ReadAll(r.Body)
	assert.NoError(c.t, err)
	r.Body = io.NopCloser(bytes.NewReader(sent))
	recorder := httptest.NewRecorder()
	c.next.ServeHTTP(recorder, r)
	c.check(r, sent, recorder)
	for name, values := range recorder.Header() {
		w.Header()[name] = values
	}
	w.WriteHeader(recorder.Code)
	_, _ = w.Write(recorder.Body.Bytes())
}

// check reports with assert: it runs on the server's goroutines.
func (c *checker) check(r *http.Request, sent []byte, answer *httptest.ResponseRecorder) {
	text := answer.Body.String()
	assert.Equal(c.t, "application/json;charset=UTF-8", answer.Header().Get("Content-Type"))
	got, ok := decode(answer.Body.Bytes()).(map[string]any)
	if !assert.True(c.t, ok, "the answer is no JSON object: %s", text) {
		return
	}
	schema := c.schema(operationOf(c.t, r), answer.Code)
	assert.NoError(c.t, schema.VisitJSON(got, openapi3.MultiErrors()), text)
	assert.Empty(c.t, c.rules.Check(schema, got), text)
	for name := range got {
		assert.Contains(c.t, schema.Properties, name, "a member that the document does not have")
	}
	assert.Contains(c.t, got, "systemTime")
	assert.Contains(c.t, got, "locale")
	if got["status"] == "success" {
		assert.Equal(c.t, http.StatusOK, answer.Code)
		assert.Empty(c.t, c.rules.CheckEchoes(schema, decode(sent), got), text)
		assert.NotContains(c.t, got, "errorCode")
		return
	}
	assert.NotEmpty(c.t, got["errorCode"], text)
	assert.NotEmpty(c.t, got["errorMessage"], text)
}

// schema is that of the answer with a status, or of the 200 where the status is not documented: the envelope of failures
// is the same everywhere. What is no operation answers as auth does.
func (c *checker) schema(op gen.Operation, status int) *openapi3.Schema {
	if op == "" {
		op = gen.OperationAuthMassPayout
	}
	responses := c.doc.Paths.Value(op.Path()).GetOperation(op.Method()).Responses
	response := responses.Value(strconv.Itoa(status))
	if response == nil {
		response = responses.Status(http.StatusOK)
	}
	return response.Value.Content["application/json"].Schema.Value
}

func decode(data []byte) any {
	decoder := json.NewDecoder(bytes.NewReader(data))
	decoder.UseNumber()
	var value any
	if decoder.Decode(&value) != nil {
		return nil
	}
	return value
}
