"""Pictures and footage that come from elsewhere: over the clip, in it, and behind who speaks."""
