package emulator

import "github.com/getkin/kin-openapi/openapi3"

// Contract lets tests read the document once for many emulators.
type Contract = contract

func NewContract(doc *openapi3.T) (*Contract, error) { return newContract(doc) }

func (c *Contract) New(opts ...Option) (*Emulator, error) { return build(c, opts) }
