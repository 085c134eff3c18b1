package io.gypsum.cli.look;

import java.io.PrintStream;

import io.gypsum.cli.terminal.PermissionsText;
import io.gypsum.cli.terminal.Sizes;
import io.gypsum.client.GypsumClient;
import io.gypsum.core.document.Permissions;
import io.gypsum.core.document.Quota;
import io.gypsum.core.document.Usage;
import io.gypsum.core.name.ProjectName;
import tools.jackson.core.JsonGenerator;

record ProjectView(ProjectName project, Permissions permissions, Quota quota, Usage usage)
    implements View {

  static ProjectView of(GypsumClient client, ProjectName project) {
    return new ProjectView(
        project, client.fetchPermissions(project), client.fetchQuota(project),
        client.fetchUsage(project));
  }

  @Override
  public void writeTo(JsonGenerator json) {
    json.writeStartObject();
    json.writeStringProperty("project", project.value());
    json.writeName("permissions");
    permissions.writeTo(json);
    json.writeName("quota");
    quota.writeTo(json);
    json.writeName("usage");
    usage.writeTo(json);
    json.writeEndObject();
  }

  @Override
  public void printTo(PrintStream out) {
    out.println("project    " + project);
    PermissionsText.print(permissions, out);
    out.println(
        "quota      " + Sizes.bytes(quota.baselineBytes()) + " in " + quota.year() + ", "
            + Sizes.bytes(quota.growthBytesPerYear()) + " more every year");
    out.println("usage      " + Sizes.bytes(usage.totalBytes()));
  }
}
