package io.gypsum.server.api;

import io.gypsum.core.document.PermissionsChange;
import io.gypsum.core.document.QuotaChange;
import io.gypsum.core.json.JsonInput;

/** The body of {@code /create}: what differs from the defaults. */
record CreateRequest(PermissionsChange permissions, QuotaChange quota) {
  static CreateRequest read(JsonInput in) {
    PermissionsChange permissions = PermissionsChange.NONE;
    QuotaChange quota = QuotaChange.NONE;
    in.beginObject();
    for (String name = in.nextName(); name != null; name = in.nextName()) {
      switch (name) {
        case "permissions" -> permissions = in.isNull() ? permissions : PermissionsChange.read(in);
        case "quota" -> quota = in.isNull() ? quota : QuotaChange.read(in);
        default -> in.skip();
      }
    }
    return new CreateRequest(permissions, quota);
  }
}
