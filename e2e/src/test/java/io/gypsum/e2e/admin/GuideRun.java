package io.gypsum.e2e.admin;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.UUID;

import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ExtensionContext.Namespace;
import org.junit.jupiter.api.extension.ParameterContext;
import org.junit.jupiter.api.extension.ParameterResolver;

/** The installation that results from following the whole guide; created once and shared by all tests that need it. */
final class GuideRun implements AutoCloseable {
  private static final Path PAGES = Path.of("../docs");

  private final GitHubStub github = new GitHubStub();
  private final Sandbox sandbox;
  private final SystemdStub services;
  private int readsDuringUpgrade;
  private List<String> failuresDuringUpgrade;

  private GuideRun() {
    try {
      Path root = Files.createTempDirectory("gypsum-admin");
      String id = UUID.randomUUID().toString();
      URI s3 = URI.create(Sandbox.inherited("S3_ENDPOINT"));
      GuideNames names = new GuideNames(root, s3, github.url(), id);
      sandbox = new Sandbox(root, names, Map.of("GYPSUM_GITHUB", github.url().toString()));
      sandbox.putAws();
      services = new SystemdStub(sandbox);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    try {
      new GuideRunner(sandbox, services)
          .run(Guide.read(PAGES.resolve("admin.md")), this::readWhileUpgraded);
    } catch (RuntimeException | Error e) {
      close();
      throw e;
    }
  }

  /** Reads a file continuously while one server after the other is replaced. */
  private void readWhileUpgraded(GuideBlock block, Runnable work) {
    if (!block.text().contains("/opt/gypsum.new")) {
      work.run();
      return;
    }
    try (ContinuousReaders readers =
        ContinuousReaders.start(sandbox, "/file/my-project%2Fcounts%2Fv1%2Freads.bin")) {
      readers.awaitMore();
      work.run();
      readers.awaitMore();
      readsDuringUpgrade = readers.reads();
      failuresDuringUpgrade = readers.failures();
    }
  }

  int readsDuringUpgrade() {
    return readsDuringUpgrade;
  }

  List<String> failuresDuringUpgrade() {
    return failuresDuringUpgrade;
  }

  void follow(String page) {
    new GuideRunner(sandbox, services).run(Guide.read(PAGES.resolve(page)));
  }

  Sandbox sandbox() {
    return sandbox;
  }

  SystemdStub services() {
    return services;
  }

  @Override
  public void close() {
    services.close();
    github.close();
    sandbox.delete();
  }

  /** Provides the shared instance to tests. */
  static final class Provider implements ParameterResolver {
    @Override
    public boolean supportsParameter(ParameterContext parameter, ExtensionContext context) {
      return parameter.getParameter().getType() == GuideRun.class;
    }

    @Override
    public Object resolveParameter(ParameterContext parameter, ExtensionContext context) {
      return context.getRoot()
          .getStore(Namespace.create(Provider.class))
          .computeIfAbsent(SingleRun.class, key -> new SingleRun(), SingleRun.class)
          .get();
    }
  }

  /** The single run, or its failure: a guide that failed once is not run again for each test. */
  private static final class SingleRun implements AutoCloseable {
    private GuideRun guide;
    private Throwable failure;

    private SingleRun() {
      try {
        guide = new GuideRun();
      } catch (RuntimeException | Error e) {
        failure = e;
      }
    }

    GuideRun get() {
      if (failure != null) {
        throw new AssertionError(failure.getMessage(), failure);
      }
      return guide;
    }

    @Override
    public void close() {
      if (guide != null) {
        guide.close();
      }
    }
  }
}
