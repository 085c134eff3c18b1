/** What holds for every request: how it is spelt, which method it has, who may read the answer. */
package io.gypsum.e2e.http;
