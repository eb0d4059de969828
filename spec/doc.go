// Package spec holds the contract of iyzico's Mass Payout API as data, and builds it. README.md tells what lies where.
//
// vendor/ has the vendor's pages byte for byte, supplement/ fragments of our own for two documented operations whose
// pages were not supplied. [Build] merges them, applies corrections.yaml (what the pages get wrong or leave out), names enums
// (enums.yaml), applies rules.yaml (what the pages say only in words) and yields openapi.yaml, which is embedded: [Document]
// and [YAML] return it.
// The typed client in gen is generated from the same file, and the emulator and the contract suite read it.
//
// [Rules] evaluates the x- extensions that rules.yaml adds, on any decoded JSON value; [ApplyRules] adds them to another
// document, such as the pages of another day.
package spec
