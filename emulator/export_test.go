package emulator

import "github.com/getkin/kin-openapi/openapi3"

// Contract lets tests read the document once for many emulators.
type Contract = contract

// ParseFaults reads what POST /_emulator/faults takes.
func ParseFaults(body []byte) ([]Fault, error) { return parseFaults(body) }

func NewContract(doc *openapi3.T) (*Contract, error) { return newContract(doc) }

// Listen is the function of this name without reading the document.
func (c *Contract) Listen(opts ...Option) (*Server, error) {
	e, err := build(c, opts)
	if err != nil {
		return nil, err
	}
	return listen("127.0.0.1:0", e)
}

func (c *Contract) New(opts ...Option) (*Emulator, error) { return build(c, opts) }
