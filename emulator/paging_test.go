package emulator_test

import (
	"fmt"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/iyzipayout/iyzipayout/emulator"
	"github.com/iyzipayout/iyzipayout/gen"
	"github.com/iyzipayout/iyzipayout/payout"
)

// lines are n lines "0" to n-1, every third of them refused.
func lines(n int) []map[string]any {
	items := make([]map[string]any, n)
	for i := range items {
		items[i] = item(fmt.Sprint(i), map[bool]string{true: emulator.MarkRefuse, false: "pay"}[i%3 == 2])
	}
	return items
}

func ids(r reply) []string {
	list := []string{}
	for _, each := range r.body["massPayoutItems"].(map[string]any)["items"].([]any) {
		list = append(list, each.(map[string]any)["itemExternalId"].(string))
	}
	return list
}

func TestPages(t *testing.T) {
	t.Parallel()
	s := newService(t)
	id := s.init("x", lines(7)...) // 2 and 5 are refused
	tests := []struct {
		itemType   string
		page, size int
		total      int
		ids        []string
	}{
		{"VALID", 0, 40, 5, []string{"0", "1", "3", "4", "6"}},
		{"VALID", 0, 5, 5, []string{"0", "1", "3", "4", "6"}},
		{"VALID", 1, 5, 5, []string{}},
		{"VALID", 0, 2, 5, []string{"0", "1"}},
		{"VALID", 1, 2, 5, []string{"3", "4"}},
		{"VALID", 2, 2, 5, []string{"6"}},
		{"VALID", 3, 2, 5, []string{}},
		{"VALID", 1 << 60, 1 << 60, 5, []string{}},
		{"VALID", 0, 1<<63 - 1, 5, []string{"0", "1", "3", "4", "6"}},
		{"VALID", 1<<63 - 1, 1, 5, []string{}},
		{"INVALID", 0, 40, 2, []string{"2", "5"}},
		{"INVALID", 1, 1, 2, []string{"5"}},
		{"", 0, 40, 7, []string{"0", "1", "2", "3", "4", "5", "6"}},
		{"", 1, 4, 7, []string{"4", "5", "6"}},
	}
	for _, tt := range tests {
		t.Run(fmt.Sprint(tt.itemType, tt.page, tt.size), func(t *testing.T) {
			asked := ""
			if tt.itemType != "" {
				asked = fmt.Sprintf(`,"itemType":%q`, tt.itemType)
			}
			r := s.post(retrievePath, fmt.Sprintf(`{"requestId":%q,"page":%d,"size":%d%s}`, id, tt.page, tt.size, asked))
			assert.Equal(t, tt.ids, ids(r))
			assert.Equal(t, fmt.Sprint(tt.page, tt.size, tt.total), fmt.Sprintf("%v %v %v", r.body["page"], r.body["size"], r.body["total"]))
			assert.NotContains(t, r.body["massPayoutItems"], "page")
		})
	}
}

func TestPageOfNoLines(t *testing.T) {
	t.Parallel()
	s := newService(t)
	id := s.init("x", item("1", "pay"))
	r := s.post(retrievePath, fmt.Sprintf(`{"requestId":%q,"page":0,"size":1,"itemType":"INVALID"}`, id))
	assert.Contains(t, r.text, `"massPayoutItems":{"items":[]}`)
	assert.Contains(t, r.text, `"page":0,"size":1,"total":0`)
}

func TestNestedPaging(t *testing.T) {
	t.Parallel()
	s := newService(t, emulator.Behaviour{NestedPaging: true})
	id := s.init("x", lines(3)...)
	r := s.post(retrievePath, fmt.Sprintf(`{"requestId":%q,"page":0,"size":2}`, id))
	assert.NotContains(t, r.body, "page")
	assert.NotContains(t, r.body, "size")
	assert.NotContains(t, r.body, "total")
	page := r.body["massPayoutItems"].(map[string]any)
	assert.Equal(t, "0 2 3", fmt.Sprintf("%v %v %v", page["page"], page["size"], page["total"]))
}

// Package payout goes through all pages, whichever way they come.
func TestPagesThroughTheClient(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	for _, opts := range [][]emulator.Option{nil, {emulator.Behaviour{NestedPaging: true}}} {
		for _, n := range []int{1, 2, 3, 6, 7, 9} {
			s := w.service(t, opts...)
			id := s.init("x", lines(n)...)
			for itemType, want := range map[gen.ItemType]int{gen.ItemTypeValid: n - n/3, gen.ItemTypeInvalid: n / 3} {
				got := 0
				for _, err := range s.client.Items(t.Context(), payout.ByRequestID(id), payout.WithPageSize(2), payout.WithItemType(itemType)) {
					require.NoError(t, err)
					got++
				}
				assert.Equal(t, want, got, "%d lines, %s", n, itemType)
			}
		}
	}
}
