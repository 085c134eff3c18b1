package io.gypsum.server.api;

import java.util.List;
import java.util.stream.Stream;

import io.gypsum.server.http.HttpSettings;
import io.gypsum.server.http.Route;
import io.gypsum.server.identity.Identity;
import io.gypsum.server.operation.Completion;
import io.gypsum.server.operation.Environment;
import io.gypsum.server.operation.Probation;
import io.gypsum.server.operation.Projects;
import io.gypsum.server.operation.Refresh;
import io.gypsum.server.operation.Removal;
import io.gypsum.server.operation.UploadFiles;
import io.gypsum.server.operation.UploadParts;
import io.gypsum.server.operation.UploadPolicy;
import io.gypsum.server.operation.Uploads;

/** All routes that change something. */
public final class ApiRoutes {
  private ApiRoutes() {}

  /**
   * @param parts the caller closes it
   * @param maxUploadFiles of one upload
   */
  public static List<Route> of(
      Environment env, Identity identity, OwnAddress address, HttpSettings limits,
      int maxUploadFiles, UploadPolicy policy, UploadParts parts) {
    Callers callers = new Callers(identity, env.access());
    Projects projects = new Projects(env);
    ProjectRoutes projectRoutes =
        new ProjectRoutes(
            callers, projects, new Refresh(env, projects), new Removal(env),
            limits.smallJsonBytes());
    UploadRoutes uploadRoutes =
        new UploadRoutes(
            callers, new Uploads(env, policy), new Completion(env), new Probation(env),
            limits.largeJsonBytes(), maxUploadFiles);
    UploadFileRoutes fileRoutes =
        new UploadFileRoutes(
            new UploadFiles(env, policy), parts, address,
            limits.smallJsonBytes());
    return Stream.of(projectRoutes.routes(), uploadRoutes.routes(), fileRoutes.routes())
        .flatMap(List::stream)
        .toList();
  }
}
