package io.gypsum.server.operation;

import java.util.ArrayList;
import java.util.List;

import io.gypsum.core.decision.User;
import io.gypsum.core.name.AssetName;
import io.gypsum.core.name.ProjectAsset;
import io.gypsum.core.name.ProjectName;
import io.gypsum.server.testing.TestOperations;
import org.jspecify.annotations.Nullable;

/** Random requests of owners and administrators and maintenance tasks, executed by the servers and the model. */
final class RandomProjectRequests {
  private final ServersAndModel servers;
  private final RandomChoices choices;

  RandomProjectRequests(ServersAndModel servers, RandomChoices choices) {
    this.servers = servers;
    this.choices = choices;
  }

  void create() {
    User user = choices.manager();
    String project = choices.someProject();
    List<String> owners = choices.owners();
    List<OperationsModel.Uploader> uploaders = choices.uploaders();
    Long baseline = choices.chance(50) ? (long) choices.random.nextInt(3000) : null;
    Long growth = baseline == null ? null : (long) choices.random.nextInt(2000);
    servers.compare(
        "create " + project + " by " + user.login(),
        () -> {
          TestOperations server = servers.server();
          server.env.roles().requireAdministrator(user);
          server.projects.create(
              user, new ProjectName(project),
              TestOperations.permissions(permissionsJson(owners, uploaders)),
              TestOperations.quota(quotaJson(baseline, growth, null)));
          return "";
        },
        () -> servers.model.create(user, project, owners, uploaders, baseline, growth));
  }

  private static String permissionsJson(
      @Nullable List<String> owners, @Nullable List<OperationsModel.Uploader> uploaders) {
    List<String> properties = new ArrayList<>();
    if (uploaders != null) {
      properties.add("uploaders");
      properties.add(ModelJson.array(uploaders.stream().map(ModelJson::uploader).toList()));
    }
    if (owners != null) {
      properties.add("owners");
      properties.add(ModelJson.array(owners.stream().map(ModelJson::string).toList()));
    }
    return ModelJson.object(properties.toArray(String[]::new));
  }

  private static String quotaJson(
      @Nullable Long baseline, @Nullable Long growth, @Nullable Integer year) {
    List<String> properties = new ArrayList<>();
    if (baseline != null) {
      properties.addAll(List.of("baseline", OperationsModel.baselineText(baseline)));
    }
    if (growth != null) {
      properties.addAll(List.of("growth_rate", String.valueOf(growth)));
    }
    if (year != null) {
      properties.addAll(List.of("year", String.valueOf(year)));
    }
    return ModelJson.object(properties.toArray(String[]::new));
  }

  void permissions() {
    User user = choices.manager();
    String project = choices.someProject();
    List<String> owners = choices.chance(50) ? choices.owners() : null;
    List<OperationsModel.Uploader> uploaders = choices.chance(80) ? choices.uploaders() : null;
    String json = permissionsJson(owners, uploaders);
    servers.compare(
        "permissions " + project + " by " + user.login() + ": " + json,
        () -> {
          TestOperations server = servers.server();
          ProjectName name = new ProjectName(project);
          server.projects.requireManager(user, name);
          server.projects.setPermissions(user, name, TestOperations.permissions(json));
          return "";
        },
        () -> servers.model.setPermissions(user, project, owners, uploaders));
    // Until then, requests of single files may use the previous permissions.
    servers.clock.advance(UploadRights.PERMISSIONS_TTL);
  }

  void quota() {
    User user = choices.manager();
    String project = choices.someProject();
    Long baseline = choices.chance(50) ? (long) choices.random.nextInt(4000) : null;
    Long growth = choices.chance(50) ? (long) choices.random.nextInt(2000) : null;
    Integer year = choices.chance(50) ? (Integer) (2024 + choices.random.nextInt(8)) : null;
    String json = quotaJson(baseline, growth, year);
    servers.compare(
        "quota " + project + " by " + user.login() + ": " + json,
        () -> {
          TestOperations server = servers.server();
          server.env.roles().requireAdministrator(user);
          server.projects.setQuota(new ProjectName(project), TestOperations.quota(json));
          return "";
        },
        () -> servers.model.setQuota(user, project, baseline, growth, year));
  }

  void approveOrReject() {
    User user = choices.chance(40) ? RandomChoices.USERS.get(0) : choices.pick(RandomChoices.USERS);
    String[] version = choices.someVersion(choices.chance(80));
    if (choices.chance(60)) {
      servers.compare(
          "approve " + ServersAndModel.show(version) + " by " + user.login(),
          () -> {
            servers.server().probation.approve(user, ServersAndModel.version(version));
            return "";
          },
          () -> servers.model.approve(user, version[0], version[1], version[2]));
    } else {
      servers.compare(
          "reject " + ServersAndModel.show(version) + " by " + user.login(),
          () -> {
            servers.server().probation.reject(user, ServersAndModel.version(version));
            return "";
          },
          () -> servers.model.reject(user, version[0], version[1], version[2]));
    }
  }

  void remove() {
    User user = choices.manager();
    String[] version = choices.someVersion(false);
    int dice = choices.random.nextInt(100);
    if (dice < 75) {
      servers.compare(
          "remove-version " + ServersAndModel.show(version) + " by " + user.login(),
          () -> {
            TestOperations server = servers.server();
            server.env.roles().requireAdministrator(user);
            server.removal.removeVersion(user, ServersAndModel.version(version));
            return "";
          },
          () -> servers.model.removeVersion(user, version[0], version[1], version[2]));
    } else if (dice < 95) {
      servers.compare(
          "remove-asset " + version[0] + "/" + version[1] + " by " + user.login(),
          () -> {
            TestOperations server = servers.server();
            server.env.roles().requireAdministrator(user);
            server.removal.removeAsset(user, ServersAndModel.version(version).projectAsset());
            return "";
          },
          () -> servers.model.removeAsset(user, version[0], version[1]));
    } else {
      servers.compare(
          "remove-project " + version[0] + " by " + user.login(),
          () -> {
            TestOperations server = servers.server();
            server.env.roles().requireAdministrator(user);
            server.removal.removeProject(user, new ProjectName(version[0]));
            return "";
          },
          () -> servers.model.removeProject(user, version[0]));
    }
  }

  void refresh() {
    User user = choices.manager();
    String project = choices.pick(RandomChoices.PROJECTS);
    String asset = choices.someAsset();
    if (choices.chance(50)) {
      servers.compare(
          "refresh-latest " + project + "/" + asset,
          () -> {
            TestOperations server = servers.server();
            server.env.roles().requireAdministrator(user);
            ProjectAsset where =
                new ProjectAsset(new ProjectName(project), new AssetName(asset));
            return server.refresh.latest(user, where)
                .map(latest -> latest.version().value())
                .orElse("");
          },
          () -> servers.model.refreshLatest(user, project, asset));
    } else {
      servers.compare(
          "refresh-usage " + project,
          () -> {
            TestOperations server = servers.server();
            server.env.roles().requireAdministrator(user);
            return String.valueOf(
                server.refresh.usage(user, new ProjectName(project)).totalBytes());
          },
          () -> servers.model.refreshUsage(user, project));
    }
  }

  void unlock() {
    User user = choices.pick(RandomChoices.USERS);
    String project = choices.someProject();
    servers.compare(
        "unlock " + project + " by " + user.login(),
        () -> {
          servers.server().projects.unlock(user, new ProjectName(project));
          return "";
        },
        () -> servers.model.unlock(user, project));
  }

  void maintain() {
    servers.compare("recover all", () -> {
      servers.server().abandonedLocks.recoverAll();
      return "";
    }, servers.model::recoverAll);
    servers.compare("remove-logs ", () -> {
      int _ = servers.server().changeLogs.removeOld();
      return "";
    }, servers.model::removeOldLogs);
  }
}
