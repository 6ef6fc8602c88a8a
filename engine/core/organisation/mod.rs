//! Units, posts and people; who holds a role, walking upward.
