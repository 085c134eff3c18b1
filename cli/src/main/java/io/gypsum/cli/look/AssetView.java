package io.gypsum.cli.look;

import java.io.PrintStream;
import java.util.List;
import java.util.Optional;

import io.gypsum.cli.terminal.NamesJson;
import io.gypsum.client.GypsumClient;
import io.gypsum.core.name.ProjectAsset;
import io.gypsum.core.name.VersionName;
import tools.jackson.core.JsonGenerator;

record AssetView(ProjectAsset asset, Optional<VersionName> latest, List<VersionName> versions)
    implements View {

  static AssetView of(GypsumClient client, ProjectAsset asset) {
    List<VersionName> versions = LsCommand.versionsOf(client, asset);
    return new AssetView(asset, client.fetchLatest(asset), versions);
  }

  @Override
  public void writeTo(JsonGenerator json) {
    json.writeStartObject();
    NamesJson.write(json, asset);
    json.writeStringProperty("latest", latest.map(VersionName::value).orElse(null));
    json.writeName("versions").writeStartArray();
    versions.forEach(version -> json.writeString(version.value()));
    json.writeEndArray();
    json.writeEndObject();
  }

  @Override
  public void printTo(PrintStream out) {
    out.println("asset      " + asset);
    out.println("latest     " + latest.map(VersionName::value).orElse("none"));
    out.println("versions   " + versions.size());
  }
}
