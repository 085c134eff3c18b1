/** Identity providers on the loopback interface, for the tests of the server and of its pages. */
package io.gypsum.core.testing;
