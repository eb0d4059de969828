package contract

import (
	"errors"
	"fmt"
	"slices"

	"gopkg.in/yaml.v3"
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
	interactions := yamlMember(top, "interactions")
	switch {
	case yamlMember(top, "http_interactions") != nil:
		by := yamlMember(top, "recorded_with")
		if by != nil && len(by.Value) > 7 && by.Value[:7] == "betamax" {
			return notReadable("Betamax (Python)")
		}
		return notReadable("VCR (Ruby)")
	case top.Kind == yaml.SequenceNode && len(top.Content) > 0 && yamlMember(top.Content[0], "request") != nil:
		return notReadable("PHP-VCR or ExVCR")
	case top.Tag == "!tape":
		return notReadable("Betamax (Java)")
	case interactions == nil || len(interactions.Content) == 0:
		return nil
	}
	first := interactions.Content[0]
	if yamlMember(yamlMember(first, "request"), "uri") != nil {
		if response := yamlMember(first, "response"); yamlMember(response, "body") != nil && yamlMember(response, "body").Kind == yaml.ScalarNode {
			return notReadable("Betamax (Java)")
		}
		return notReadable("vcrpy (Python)")
	}
	return nil
}

func notReadable(tool string) error {
	return fmt.Errorf("a recording of %s, which cannot be read: record the calls as a HAR file or with go-vcr", tool)
}

// yamlMember is the value of a member, or nil.
func yamlMember(object *yaml.Node, name string) *yaml.Node {
	if object == nil || object.Kind != yaml.MappingNode {
		return nil
	}
	for i := 0; i+1 < len(object.Content); i += 2 {
		if object.Content[i].Value == name {
			return object.Content[i+1]
		}
	}
	return nil
}
