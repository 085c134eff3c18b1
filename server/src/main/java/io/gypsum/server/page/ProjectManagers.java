package io.gypsum.server.page;

import io.gypsum.core.GypsumException;
import io.gypsum.core.name.ProjectName;
import io.gypsum.server.http.Exchange;
import io.gypsum.server.session.Visitor;
import io.gypsum.store.bucket.BucketReader;

/** Determines what pages show to owners and administrators only. Pages that change something check the right again. */
record ProjectManagers(BucketReader bucket) {
  /** Returns whether the visitor is an owner of the project or an administrator. */
  boolean include(Exchange exchange, ProjectName project) {
    Visitor visitor = Visitor.of(exchange);
    if (!visitor.isSignedIn() || visitor.administrator()) {
      return visitor.administrator();
    }
    try {
      return bucket.permissions(project)
          .filter(stored -> exchange.user().isAnyOf(stored.document().owners()))
          .isPresent();
    } catch (GypsumException e) {
      // The page itself needs neither the identity provider nor the permissions.
      return false;
    }
  }
}
