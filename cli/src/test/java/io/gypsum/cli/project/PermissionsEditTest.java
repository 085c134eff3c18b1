package io.gypsum.cli.project;

import java.util.List;

import io.gypsum.core.document.Permissions;
import io.gypsum.core.document.PermissionsChange;
import io.gypsum.core.document.Uploader;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

class PermissionsEditTest {
  private static final Uploader ULF = new Uploader("ulf", null, null, null, null);
  private static final Uploader TRUSTED_ULF = new Uploader("ulf", null, null, null, true);
  private static final Uploader ULF_FOR_A = new Uploader("ulf", "a", null, null, null);
  private static final Uploader LAB = new Uploader("lab", null, null, null, null);
  private static final Permissions NOW =
      new Permissions(List.of("olga", "otto"), List.of(ULF, LAB));

  @Test
  void emptyEditChangesNothing() {
    PermissionsEdit edit = edit(null, List.of(), List.of(), null, List.of(), List.of());

    assertThat(edit.isEmpty()).isTrue();
    assertThat(edit.changeOf(NOW)).isEqualTo(PermissionsChange.NONE);
  }

  @Test
  void editThatIsAlreadyInEffectChangesNothing() {
    PermissionsEdit edit =
        edit(null, List.of("sven"), List.of("olga"), null, List.of("sven"), List.of(ULF));

    assertThat(edit.isEmpty()).isFalse();
    assertThat(edit.changeOf(NOW)).isEqualTo(PermissionsChange.NONE);
  }

  @Test
  void ownersAreReplacedThenRemovedThenAdded() {
    PermissionsEdit edit =
        edit(
            List.of("x", "y"), List.of("x"), List.of("z", "y"), null, List.of(), List.of());

    assertThat(edit.changeOf(NOW)).isEqualTo(new PermissionsChange(List.of("y", "z"), null));
  }

  @Test
  void addedUploaderReplacesOneWithTheSameScope() {
    PermissionsEdit edit =
        edit(
            null, List.of(), List.of(), null, List.of("lab"), List.of(TRUSTED_ULF, ULF_FOR_A));

    assertThat(edit.changeOf(NOW))
        .isEqualTo(new PermissionsChange(null, List.of(TRUSTED_ULF, ULF_FOR_A)));
  }

  @Test
  void onlyPureAdditionsAreMergedByTheClient() {
    assertThat(
        edit(null, List.of(), List.of("x"), null, List.of(), List.of()).onlyAdds()).isTrue();
    assertThat(
        edit(List.of(), List.of(), List.of("x"), null, List.of(), List.of()).onlyAdds()).isFalse();
    assertThat(
        edit(null, List.of(), List.of(), null, List.of("lab"), List.of(ULF)).onlyAdds()).isFalse();
  }

  private static PermissionsEdit edit(
      List<String> owners, List<String> removedOwners, List<String> addedOwners,
      List<Uploader> uploaders, List<String> removedUploaders, List<Uploader> addedUploaders) {
    return new PermissionsEdit(
        owners, removedOwners, addedOwners, uploaders, removedUploaders, addedUploaders);
  }
}
