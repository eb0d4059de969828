package contract

import (
	"errors"
	"fmt"
	"slices"
	"strings"

	"gopkg.in/yaml.v3"

	"github.com/iyzipayout/iyzipayout/internal/yamlnode"
)

// notAnArchive names the tool that has written a JSON file which is no HTTP Archive, by its outermost members.
func notAnArchive(members []string) error {
	has := func(name string) bool { return slices.Contains(members, name) }
	switch {
	case has("http_interactions"):
		return notReadable("VCR (Ruby) or Betamax (Python)")
	case has("mappings"), has("request") && has("response"):
		return notReadable("WireMock")
	case has("data") && has("meta"):
		return notReadable("Hoverfly")
	case has("interactions") && has("consumer"):
		return notReadable("Pact")
	case has("info") && has("item"):
		return notReadable("Postman")
	case has("interactions"):
		return errors.New("not an HTTP Archive: a go-vcr or vcrpy cassette in JSON; name it .yaml, which JSON is too")
	}
	return errors.New("not an HTTP Archive: log.entries is missing")
}

// ofAnotherTool names the tool that has written a cassette which is none of go-vcr's, or returns nil.
func ofAnotherTool(root *yaml.Node) error {
	if len(root.Content) == 0 {
		return nil
	}
	top := root.Content[0]
	interactions := yamlnode.Lookup(top, "interactions")
	switch {
	case yamlnode.Lookup(top, "http_interactions") != nil:
		if by := yamlnode.Lookup(top, "recorded_with"); by != nil && strings.HasPrefix(by.Value, "betamax") {
			return notReadable("Betamax (Python)")
		}
		return notReadable("VCR (Ruby)")
	case top.Kind == yaml.SequenceNode && len(top.Content) > 0 && yamlnode.Lookup(top.Content[0], "request") != nil:
		return notReadable("PHP-VCR or ExVCR")
	case top.Tag == "!tape":
		return notReadable("Betamax (Java)")
	case interactions == nil || len(interactions.Content) == 0:
		return nil
	}
	first := interactions.Content[0]
	if yamlnode.At(first, "/request/uri") != nil {
		if body := yamlnode.At(first, "/response/body"); body != nil && body.Kind == yaml.ScalarNode {
			return notReadable("Betamax (Java)")
		}
		return notReadable("vcrpy (Python)")
	}
	return nil
}

func notReadable(tool string) error {
	return fmt.Errorf("a recording of %s, which cannot be read: record the calls as a HAR file or with go-vcr", tool)
}
