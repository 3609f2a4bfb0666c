"""The keys that the settings name."""

from core.crypto.files import keys_in
from core.crypto.protocol import Keys
from core.settings import Settings


def open_keys(settings: Settings) -> Keys:
    """Return the keys of this installation. A vault is asked when one of them is first used.

    Raises:
        ConfigurationError: the settings of the vault contradict themselves.
    """
    if settings.vault.address is None:
        return keys_in(settings.data_dir / "secrets")
    # Whoever has no vault need not load its client.
    from core.crypto.transit import TransitKeys  # noqa: PLC0415
    from core.crypto.vault import Vault  # noqa: PLC0415

    return TransitKeys(Vault(settings.vault), settings.vault)
