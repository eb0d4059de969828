package spec_test

import (
	"testing"

	"github.com/getkin/kin-openapi/openapi3"
	"github.com/stretchr/testify/require"

	"github.com/iyzipayout/iyzipayout/contract"
	"github.com/iyzipayout/iyzipayout/spec"
)

// BenchmarkDocument is the time from the bytes of openapi.yaml to a document that the emulator and the checker can use, beside what kin-openapi's
// own loader takes for the same bytes. checker goes on to a checker that is ready.
func BenchmarkDocument(b *testing.B) {
	b.Run("spec", func(b *testing.B) {
		for b.Loop() {
			_, err := spec.Document()
			require.NoError(b, err)
		}
	})
	b.Run("checker", func(b *testing.B) {
		for b.Loop() {
			doc, err := spec.Document()
			require.NoError(b, err)
			_, err = contract.NewChecker(doc)
			require.NoError(b, err)
		}
	})
	b.Run("kin-openapi", func(b *testing.B) {
		data := spec.YAML()
		for b.Loop() {
			_, err := openapi3.NewLoader().LoadFromData(data)
			require.NoError(b, err)
		}
	})
}
