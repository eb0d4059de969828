// Package othertools holds spec/openapi.yaml against other readers of OpenAPI than the ones that we build on. It is a module of its
// own, so that no program that imports us gets them.
package othertools
