package io.gypsum.server.api;

import java.util.List;
import java.util.stream.Stream;

import io.gypsum.server.data.SigningKey;
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
import io.gypsum.server.operation.Uploads;

/** All routes that change something. */
public final class ApiRoutes {
  private ApiRoutes() {}

  /**
   * @param signingKey the same for all servers of a bucket
   * @param maxUploadFiles of one upload
   * @param directUploads whether clients may send files to the store itself
   */
  public static List<Route> of(
      Environment env, Identity identity, SigningKey signingKey, OwnAddress address,
      HttpSettings limits, int maxUploadFiles, boolean directUploads) {
    Callers callers = new Callers(identity, env.access());
    Projects projects = new Projects(env);
    ProjectRoutes projectRoutes =
        new ProjectRoutes(
            callers, projects, new Refresh(env, projects), new Removal(env),
            limits.smallJsonBytes());
    UploadRoutes uploadRoutes =
        new UploadRoutes(
            callers,
            new Uploads(env, signingKey, directUploads),
            new UploadFiles(env, signingKey, directUploads), address,
            new Completion(env),
            new Probation(env),
            limits.largeJsonBytes(), maxUploadFiles);
    return Stream.concat(projectRoutes.routes().stream(), uploadRoutes.routes().stream()).toList();
  }
}
