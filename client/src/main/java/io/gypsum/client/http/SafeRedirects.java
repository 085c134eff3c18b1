package io.gypsum.client.http;

import org.apache.hc.client5.http.impl.DefaultRedirectStrategy;
import org.apache.hc.core5.http.HttpHost;
import org.apache.hc.core5.http.HttpRequest;
import org.apache.hc.core5.http.protocol.HttpContext;

/** Goes anywhere but from a safe connection to one that is not. */
final class SafeRedirects extends DefaultRedirectStrategy {
  @Override
  public boolean isRedirectAllowed(
      HttpHost from, HttpHost to, HttpRequest redirect, HttpContext context) {
    boolean safeNow = "https".equals(from.getSchemeName());
    boolean safeThen = "https".equals(to.getSchemeName());
    return (safeThen || !safeNow) && super.isRedirectAllowed(from, to, redirect, context);
  }
}
