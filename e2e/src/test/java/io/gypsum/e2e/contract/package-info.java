/** The routes of the REST API, one test class per route or rule, on a shared server. */
package io.gypsum.e2e.contract;
