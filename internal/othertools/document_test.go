package othertools

import (
	"os"
	"slices"
	"testing"

	"github.com/ogen-go/ogen"
	"github.com/ogen-go/ogen/gen"
	"github.com/ogen-go/ogen/gen/genfs"
	"github.com/pb33f/libopenapi"
	"github.com/stretchr/testify/require"
)

func operations() []string {
	return []string{"authMassPayout", "cancelMassPayout", "getMassPayoutBalance", "getMassPayoutItem", "initMassPayout", "retrieveMassPayout"}
}

func document(t *testing.T) []byte {
	t.Helper()
	data, err := os.ReadFile("../../spec/openapi.yaml")
	require.NoError(t, err)
	return data
}

// ogen makes a client and a server of every operation, and says that what it wrote is Go.
func TestOgen(t *testing.T) {
	spec, err := ogen.Parse(document(t))
	require.NoError(t, err)
	generator, err := gen.NewGenerator(spec, gen.Options{})
	require.NoError(t, err)
	require.Equal(t, len(operations()), len(generator.Operations()), "none is left out")
	for _, operation := range generator.Operations() {
		require.Contains(t, operations(), operation.Spec.OperationID)
	}
	require.NoError(t, generator.WriteSource(genfs.CheckFS{}, "api"))
}

// libopenapi builds its model of every operation without a complaint.
func TestLibopenapi(t *testing.T) {
	parsed, err := libopenapi.NewDocument(document(t))
	require.NoError(t, err)
	model, err := parsed.BuildV3Model()
	require.NoError(t, err)
	var ids []string
	for path := model.Model.Paths.PathItems.First(); path != nil; path = path.Next() {
		for operation := path.Value().GetOperations().First(); operation != nil; operation = operation.Next() {
			ids = append(ids, operation.Value().OperationId)
		}
	}
	slices.Sort(ids)
	require.Equal(t, operations(), ids)
}
